package dev.tidegate.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Writes files of events, each id once: 1000 users, 25 products, 5 categories, 4 events a second, as dense as ten million
 * events in a month. The generator's events are more realistic; this class writes a million rows in a second.
 */
final class EventFiles {

    private static final String HEADER =
            "event_id,user_id,product_id,product_name,category,event_type,quantity,price,timestamp\n";
    private static final String[] CATEGORIES = {"Electronics", "Books", "Sports", "Home", "Toys"};
    private static final int PRODUCTS = 25;
    private static final long BEGIN = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final int MILLIS_BETWEEN = 250;
    private static final int ROW_BYTES = 128;
    private static final DateTimeFormatter TO_THE_MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:", Locale.ROOT);

    private final SplittableRandom random;
    private final boolean growing;
    private long events;
    private int files;
    private long minute = -1;
    private String minuteText;

    EventFiles(long seed) {
        this(seed, false);
    }

    /** @param growing whether ids grow with the time of the event (UUID version 7) instead of being random ones */
    EventFiles(long seed, boolean growing) {
        this.random = new SplittableRandom(seed);
        this.growing = growing;
    }

    /** Writes this number of files. */
    List<Path> write(Path folder, int count, int rows) throws IOException {
        List<Path> written = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            written.add(write(folder, rows));
        }
        return written;
    }

    /** Writes the next file and renames it into the folder. */
    Path write(Path folder, int rows) throws IOException {
        return writeAside(folder, rows).land();
    }

    /** A complete file, under a name that the job does not take yet. */
    record Aside(Path hidden, Path visible, UUID lastEvent) {

        Path land() throws IOException {
            return Files.move(hidden, visible, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    Aside writeAside(Path folder, int rows) throws IOException {
        String name = "events-%08d.csv".formatted(++files);
        Path hidden = folder.resolve("." + name + ".tmp");
        UUID id = null;
        try (OutputStream out = Files.newOutputStream(hidden)) {
            StringBuilder lines = new StringBuilder(ROW_BYTES * Math.min(rows + 1, 1000)).append(HEADER);
            for (int row = 1; row <= rows; row++) {
                id = nextId();
                line(lines, id);
                if (row % 1000 == 0 || row == rows) {
                    out.write(lines.toString().getBytes(StandardCharsets.ISO_8859_1));
                    lines.setLength(0);
                }
            }
        }
        return new Aside(hidden, folder.resolve(name), id);
    }

    /** The line of one more event, with its end. */
    String nextLine() {
        StringBuilder line = new StringBuilder(ROW_BYTES);
        line(line, nextId());
        return line.toString();
    }

    private UUID nextId() {
        long first = growing
                ? (BEGIN + MILLIS_BETWEEN * events) << 16 | 0x7000L | random.nextInt(0x1000)
                : (random.nextLong() & ~0xf000L) | 0x4000L;
        return new UUID(first, (random.nextLong() >>> 2) | Long.MIN_VALUE);
    }

    private void line(StringBuilder to, UUID id) {
        int product = 1 + random.nextInt(PRODUCTS);
        int dice = random.nextInt(10);
        int cents = 199 + product * 1000;
        to.append(id).append(',').append(1 + random.nextInt(1000)).append(',').append(product);
        to.append(",\"Product, no. ").append(product).append("\",").append(CATEGORIES[product % CATEGORIES.length]);
        to.append(dice < 6 ? ",view," : dice < 9 ? ",click," : ",buy,")
                .append(1 + random.nextInt(3))
                .append(',');
        to.append(cents / 100)
                .append('.')
                .append(cents % 100 < 10 ? "0" : "")
                .append(cents % 100)
                .append(',');
        timestamp(to, BEGIN + MILLIS_BETWEEN * events++ + random.nextInt(MILLIS_BETWEEN));
        to.append('\n');
    }

    private void timestamp(StringBuilder to, long millis) {
        if (millis / 60_000 != minute) {
            minute = millis / 60_000;
            minuteText =
                    LocalDateTime.ofEpochSecond(minute * 60, 0, ZoneOffset.UTC).format(TO_THE_MINUTE);
        }
        long second = millis / 1000 % 60;
        long milli = millis % 1000;
        to.append(minuteText).append(second < 10 ? "0" : "").append(second).append('.');
        to.append(milli < 10 ? "00" : milli < 100 ? "0" : "").append(milli).append('Z');
    }
}
