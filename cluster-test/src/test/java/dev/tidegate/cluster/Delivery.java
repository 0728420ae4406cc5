package dev.tidegate.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Files of events, and what must become of them. Each event's user is its number, so a row tells which record it came from.
 * Of ten records one is a newer version of the one before; of a thousand one is rejected and one filtered.
 */
final class Delivery {

    private static final String HEADER =
            "event_id,user_id,product_id,product_name,category,event_type,quantity,price,timestamp,wide\n";
    /** Makes a record a kilobyte, so that few make a batch that executors copy by themselves. */
    private static final String WIDE = "x".repeat(900);

    private int read;
    private int rejected;
    private int filtered;
    private int duplicate;
    private long sumOfUsers;

    /** The next file. */
    String file(int records) {
        StringBuilder content = new StringBuilder(HEADER);
        for (int record = 0; record < records; record++) {
            read++;
            content.append(line(read)).append('\n');
        }
        return content.toString();
    }

    /** Delivers so many of them into a folder. */
    void into(Path folder, int files, int records) throws IOException {
        Files.createDirectories(folder);
        for (int file = 0; file < files; file++) {
            Files.writeString(folder.resolve(file + ".csv"), file(records));
        }
    }

    private String line(int number) {
        String type = "buy";
        String price = "9.99";
        int idOf = number;
        if (number % 1000 == 6) {
            rejected++;
            price = "free";
        } else if (number % 1000 == 7) {
            filtered++;
            type = "hover";
        } else {
            sumOfUsers += number;
        }
        if (number % 10 == 5) {
            idOf = number - 1;
            duplicate++;
            sumOfUsers -= idOf;
        }
        return "%s,%d,21,Lamp,Home,%s,1,%s,2026-03-01T10:00:00Z,%s"
                .formatted(new UUID(0, idOf), number, type, price, WIDE);
    }

    /** {@code read|inserted|duplicate|filtered|rejected}, all else being 0. */
    String counts() {
        return "%d|%d|%d|%d|%d".formatted(read, rows(), duplicate, filtered, rejected);
    }

    /** {@code rows|sum of their users} in {@code raw_events}. */
    String events() {
        return rows() + "|" + sumOfUsers;
    }

    private int rows() {
        return read - duplicate - filtered - rejected;
    }
}
