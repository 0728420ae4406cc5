package dev.tidegate.ingest.operate.rejects;

import static dev.tidegate.ingest.operate.Operated.HEADER;
import static dev.tidegate.ingest.operate.Operated.event;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tidegate.ingest.operate.Operated;
import dev.tidegate.ingest.operate.Operated.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RejectsIT {

    @RegisterExtension
    private final Operated pipeline = new Operated();

    private List<Path> exported(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void rejectsAreListedByReasonFileAndTime() throws Exception {
        pipeline.deliver("a.csv", event(1, "1.99999"), "a,b\n");
        pipeline.deliver("b.csv", "c,d\n");
        pipeline.load();
        Ran all = pipeline.tidegateOnDatabase("rejects", "list");
        assertThat(all.exitCode()).isZero();
        assertThat(all.out())
                .containsPattern("1 +2 +open +too_many_decimals +price +expected at most 4 decimals, found '1.99999'")
                .contains("3 (field_count 2, too_many_decimals 1)");
        assertThat(pipeline.tidegateOnDatabase("rejects", "list", "--reason", "too_many_decimals")
                        .out())
                .contains("1 (too_many_decimals 1)");
        assertThat(pipeline.tidegateOnDatabase("rejects", "list", "--file", "2").out())
                .contains("1 (field_count 1)");
        assertThat(pipeline.tidegateOnDatabase("rejects", "list", "--since", "2100-01-01")
                        .out())
                .contains("No such reject");
        JsonObject json = pipeline.tidegateOnDatabase("rejects", "list", "--json", "--limit", "1")
                .json()
                .getAsJsonObject();
        assertThat(json.get("total").getAsLong()).isEqualTo(3);
        assertThat(json.getAsJsonArray("rejects")).hasSize(1);
    }

    @Test
    void exportedRejectsCanBeCorrectedDroppedInAndDiscarded() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2, "1.99999"), event(3, "2.99999"));
        pipeline.load();
        Path to = pipeline.home().resolve("exported");

        assertThat(pipeline.tidegate("rejects", "export", "--to", to.toString()).out())
                .contains("2 rejects in ");

        Path file = exported(to).get(0);
        assertThat(file).content().isEqualTo(HEADER + event(2, "1.99999") + event(3, "2.99999"));
        pipeline.deliver(
                "corrected.csv", Files.readString(file).replace(".999", ".99").getBytes(ISO_8859_1));
        pipeline.load();
        assertThat(pipeline.rows("SELECT price, source_file_id FROM raw_events ORDER BY event_id"))
                .containsExactly("9.9900|1", "1.9999|2", "2.9999|2");
        assertThat(pipeline.tidegateOnDatabase("rejects", "discard", "--file", "1")
                        .out())
                .isEqualTo("2 rejects discarded\n");
        assertThat(pipeline.tidegateOnDatabase("rejects", "list").out()).contains("No such reject");
        assertThat(pipeline.tidegate("verify").out()).doesNotContain("GAP");
    }

    @Test
    void theExportHasTheBytesAsTheyWereAndAFileForEachHeader() throws Exception {
        byte[] raw = (HEADER + "\u00ff\u00fe\u0000,1\r\n\"open,2\n" + "x".repeat(100_000) + "\n").getBytes(ISO_8859_1);
        pipeline.deliver("binary.csv", raw);
        pipeline.deliver("other.csv", ("\u00ef\u00bb\u00bfcolour," + HEADER + "red\n").getBytes(ISO_8859_1));
        pipeline.load();
        Path to = pipeline.home().resolve("exported");

        assertThat(pipeline.tidegate("rejects", "export", "--to", to.toString()).exitCode())
                .isZero();

        List<Path> files = exported(to);
        assertThat(files).hasSize(2);
        assertThat(Files.readString(files.get(0), ISO_8859_1))
                .isEqualTo(HEADER + "\u00ff\u00fe\u0000,1\n\"open,2\n" + "x".repeat(100_000) + "\n");
        assertThat(Files.readString(files.get(1), ISO_8859_1)).isEqualTo("colour," + HEADER + "red\n");
    }

    @Test
    void todaysRulesTakeWhatYesterdaysRefusedAndTheRestStaysOpen() throws Exception {
        String inGap = "2026-03-29 02:30:00";
        pipeline.deliver("a.csv", event(1), event(2, "1", inGap), "a,b\n", event(3, "2", inGap));
        pipeline.load("--time-zone", "Europe/Berlin");
        assertThat(pipeline.rows("SELECT reason FROM rejected_events ORDER BY line"))
                .containsExactly("timestamp_in_gap", "field_count", "timestamp_in_gap");
        String before = pipeline.everything();

        Ran dry = pipeline.tidegate("rejects", "replay", "--dry-run");
        assertThat(dry.out()).contains("2 inserted, 0 updated; open still: 1 reject");
        assertThat(pipeline.everything()).isEqualTo(before);

        Ran ran = pipeline.tidegate("rejects", "replay");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("Done: 2 inserted, 0 updated; open still: 1 reject");
        assertThat(pipeline.rows("SELECT source_file_id, source_line FROM raw_events ORDER BY event_id"))
                .containsExactly("1|2", "1|3", "1|5");
        assertThat(pipeline.rows("SELECT line, resolution FROM rejected_events ORDER BY line"))
                .containsExactly("3|replayed", "4|null", "5|replayed");
        assertThat(pipeline.rows("SELECT replay_of, records_read, inserted FROM ingested_files ORDER BY file_id"))
                .containsExactly("null|4|1", "1|2|2");
        assertThat(pipeline.tidegate("verify").out()).doesNotContain("GAP");

        String after = pipeline.everything();
        assertThat(pipeline.tidegate("rejects", "replay").out()).contains("0 inserted, 0 updated");
        assertThat(pipeline.everything()).isEqualTo(after);
    }

    @Test
    void whatIsRefusedOnceMoreInAReplayIsOneOpenReject() throws Exception {
        pipeline.deliver("a.csv", event(1), "a,b\n");
        pipeline.load();
        pipeline.tidegate("replay", "1");
        pipeline.tidegate("replay", "1");
        assertThat(pipeline.rows("SELECT file_id, line FROM rejected_events WHERE resolved_at IS NULL"))
                .containsExactly("3|3");
        assertThat(pipeline.tidegateOnDatabase("rejects", "list", "--file", "1").out())
                .contains("1 (field_count 1)");
        Path to = pipeline.home().resolve("exported");
        pipeline.tidegate("rejects", "export", "--to", to.toString());
        assertThat(exported(to).get(0)).content().isEqualTo(HEADER + "a,b\n");
        assertThat(pipeline.tidegate("verify").out()).doesNotContain("GAP");
    }

    @Test
    void whatWasDiscardedStaysDiscardedWhenItsFileIsReplayed() throws Exception {
        pipeline.deliver("a.csv", "a,b\n", "c\n");
        pipeline.load();
        pipeline.execute("UPDATE rejected_events SET resolved_at = now(), resolution = 'discarded' WHERE line = 2");
        pipeline.tidegate("replay", "1");
        assertThat(pipeline.rows("SELECT file_id, line, resolution FROM rejected_events ORDER BY 1, 2"))
                .containsExactly("1|2|discarded", "1|3|replayed", "2|2|discarded", "2|3|null");
    }

    @Test
    void discardingDryChangesNothing() throws Exception {
        pipeline.deliver("a.csv", "a,b\n", "c\n");
        pipeline.load();
        String before = pipeline.everything();
        assertThat(pipeline.tidegateOnDatabase("rejects", "discard", "--all", "--dry-run")
                        .out())
                .isEqualTo("2 rejects would be discarded\n");
        assertThat(pipeline.everything()).isEqualTo(before);
    }
}
