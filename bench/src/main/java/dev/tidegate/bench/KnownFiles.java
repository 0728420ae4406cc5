package dev.tidegate.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of which a share of the events was delivered before: each of them takes the place that it had in the earlier file, as it
 * was or corrected, and events that are new take the places between.
 */
final class KnownFiles {

    /** How events come again. */
    enum Again {
        /** To the letter. */
        REDELIVERED,
        /** With another price and a later time: a newer version. */
        CORRECTED,
        /** One as the first, the next as the second. */
        BOTH
    }

    private final EventFiles fresh;
    private final double share;
    private final Again again;
    private long lines;
    private long redelivered;
    private long corrected;

    /**
     * @param fresh where the new events come from
     * @param share of the events that come again, from 0 to 1
     */
    KnownFiles(EventFiles fresh, double share, Again again) {
        this.fresh = fresh;
        this.share = share;
        this.again = again;
    }

    /** Writes a file for each of the earlier ones, with as many events. */
    List<Path> write(Path folder, List<Path> earlier) throws IOException {
        List<Path> written = new ArrayList<>();
        for (Path before : earlier) {
            Path file = folder.resolve("again-" + before.getFileName());
            try (BufferedReader in = Files.newBufferedReader(before);
                    BufferedWriter out = Files.newBufferedWriter(file)) {
                out.write(in.readLine());
                out.write('\n');
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    write(out, line);
                }
            }
            written.add(file);
        }
        return written;
    }

    private void write(BufferedWriter out, String line) throws IOException {
        if ((long) ((lines + 1) * share) == (long) (lines++ * share)) {
            out.write(fresh.nextLine());
        } else if (again == Again.CORRECTED || (again == Again.BOTH && redelivered > corrected)) {
            corrected++;
            out.write(corrected(line));
        } else {
            redelivered++;
            out.write(line + '\n');
        }
    }

    /** Price and time are the last two columns. */
    private static String corrected(String line) {
        int time = line.lastIndexOf(',') + 1;
        int price = line.lastIndexOf(',', time - 2) + 1;
        return "%s%s,%s\n"
                .formatted(
                        line.substring(0, price),
                        new BigDecimal(line.substring(price, time - 1)).add(BigDecimal.ONE),
                        Instant.parse(line.substring(time)).plusSeconds(1));
    }

    /** All events written. */
    long events() {
        return lines;
    }

    long redelivered() {
        return redelivered;
    }

    long corrected() {
        return corrected;
    }
}
