package dev.tidegate.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A file above the split size is read by several tasks, and nobody can tell from the result. */
class BigFileIT {

    private static final int RECORDS = 20_000;

    /** Makes a record 3.5 kB, so that a file of more than two parts has few records. */
    private static final String WIDE = "\u20acx".repeat(850);

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private long line = 1;
    private int rejected;
    private int filtered;

    @Test
    void bigFileIsSplitAndEachRecordKeepsItsLineAndItsBytes() throws Exception {
        Path file = pipeline.input().resolve("big.csv");
        Files.createDirectories(pipeline.input());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(out, "\ufeff" + EventLine.HEADER + ",wide");
            for (int record = 0; record < RECORDS; record++) {
                writeRecord(out, record);
            }
        }
        assertThat(Files.size(file)).isGreaterThan(2 * (32L << 20));

        pipeline.runOnce();

        int inserted = RECORDS - rejected - filtered;
        assertThat(pipeline.counts())
                .containsExactly("big.csv: read=%d inserted=%d filtered=%d rejected=%d"
                        .formatted(RECORDS, inserted, filtered, rejected));
        // Each event carries its line as its user.
        assertThat(pipeline.rows(
                        "SELECT count(*), count(*) FILTER (WHERE user_id = source_line::text) FROM raw_events"))
                .containsExactly(inserted + "|" + inserted);
        assertThat(
                        pipeline.rows(
                                "SELECT count(*) FROM rejected_events WHERE convert_from(raw, 'UTF8') NOT LIKE '%,' || line || ',%'"))
                .containsExactly("0");
        assertThat(pipeline.ledger().get(0).firstError()).startsWith("line 8: bad_decimal: ");
        assertThat(Files.readString(pipeline.checkpoint().resolve("offsets/0")))
                .as("the file was split")
                .containsPattern("\"splits\":\\[\\[0,1],\\[3\\d{7},\\d+],\\[6\\d{7},\\d+]");
    }

    private void writeRecord(OutputStream out, int record) throws Exception {
        EventLine event = EventLine.event(record).user(Long.toString(line));
        if (record % 1000 == 6) {
            rejected++;
            event = event.price("free");
        } else if (record % 1000 == 7) {
            filtered++;
            event = event.type("hover");
        } else if (record % 100 == 8) {
            event = event.name("\"two\r\nlines, \"\"three\"\"\n\"");
        }
        write(out, event + "," + WIDE);
    }

    private void write(OutputStream out, String record) throws Exception {
        out.write(record.getBytes(UTF_8));
        out.write('\n');
        line += 1 + record.chars().filter(c -> c == '\n').count();
    }
}
