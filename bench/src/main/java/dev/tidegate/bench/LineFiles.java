package dev.tidegate.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Writes files of order lines for the declared stream of the benchmark: random texts as keys, each once, or known ones among them. */
final class LineFiles {

    private static final String HEADER =
            "line_id,customer,sku,product,category,status,line_no,quantity,price,updated_at\n";
    private static final String[] STATES = {"open", "paid", "shipped"};
    private static final int DAYS = 28;

    private final SplittableRandom random;
    private final List<String> known = new ArrayList<>();
    private int files;
    private int repeated;

    LineFiles(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /**
     * Writes files.
     *
     * @param month of all their rows: those of a later one are the newer versions
     * @param knownOneIn one row in so many is a newer version of one written before; 0 for none
     */
    List<Path> write(Path folder, int count, int rows, int month, int knownOneIn) throws IOException {
        int before = known.size();
        List<Path> written = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = folder.resolve("lines-%06d.csv".formatted(++files));
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                out.write(HEADER);
                for (int row = 0; row < rows; row++) {
                    boolean isKnown = knownOneIn > 0 && row % knownOneIn == 0 && repeated < before;
                    out.write(line(isKnown ? known.get(repeated++) : next(), month));
                }
            }
            written.add(file);
        }
        return written;
    }

    /** How many rows were newer versions of known ones. */
    int repeated() {
        return repeated;
    }

    private String next() {
        String id = "L-%s".formatted(Long.toString(random.nextLong() >>> 1, Character.MAX_RADIX));
        known.add(id);
        return id;
    }

    private String line(String id, int month) {
        int product = random.nextInt(500);
        return String.format(
                Locale.ROOT,
                "%s,customer-%d@example.com,SKU-%04d,\"Product, no. %d\",category %d,%s,%d,%d.%03d,%d.%04d,2026-%02d-%02dT%02d:%02d:%02d.%03dZ\n",
                id,
                random.nextInt(100_000),
                product,
                product,
                product % 12,
                STATES[random.nextInt(STATES.length)],
                1 + random.nextInt(9),
                1 + random.nextInt(20),
                random.nextInt(1000),
                random.nextInt(900),
                random.nextInt(10_000),
                month,
                1 + random.nextInt(DAYS),
                random.nextInt(24),
                random.nextInt(60),
                random.nextInt(60),
                random.nextInt(1000));
    }
}
