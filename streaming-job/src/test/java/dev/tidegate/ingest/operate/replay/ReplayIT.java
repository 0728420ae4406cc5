package dev.tidegate.ingest.operate.replay;

import static dev.tidegate.ingest.operate.Operated.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tidegate.ingest.JobForTests;
import dev.tidegate.ingest.operate.Operated;
import dev.tidegate.ingest.operate.Operated.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReplayIT {

    private static final String EVENTS =
            "SELECT event_id, price, source_file_id, source_line, ingested_at FROM raw_events ORDER BY 1";

    @RegisterExtension
    private final Operated pipeline = new Operated();

    @Test
    void aReplayedFileChangesNoEventAndIsInTheLedger() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2), event(3).replace("buy", "cart"), "a,b\n");
        pipeline.load();
        var before = pipeline.rows(EVENTS);

        Ran ran = pipeline.tidegate("replay", "a.csv");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out())
                .containsPattern("1 +4 +0 +0 +2 +0 +0 +1 +1  a.csv")
                .contains("0 inserted, 0 updated");
        assertThat(pipeline.rows(EVENTS)).isEqualTo(before);
        assertThat(pipeline.rows(
                        "SELECT file_id, replay_of, state, archive_path, unchanged FROM ingested_files ORDER BY 1"))
                .element(1)
                .isEqualTo("2|1|archived|null|2");
        assertThat(pipeline.rows("SELECT file_id, resolution FROM rejected_events ORDER BY 1"))
                .containsExactly("1|replayed", "2|null");
        assertThat(pipeline.tidegate("verify").out()).doesNotContain("GAP");
    }

    @Test
    void rowsThatWereLostComeBackWithTheirOldLineage() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2));
        pipeline.deliver("b.csv", event(3));
        pipeline.load();
        pipeline.execute("DELETE FROM raw_events WHERE event_id <> '00000000-0000-0000-0000-000000000002'");

        JsonObject replayed = pipeline.tidegate("replay", "1", "2", "--json")
                .json()
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject();

        assertThat(replayed.getAsJsonObject("counts").get("inserted").getAsLong())
                .isEqualTo(1);
        assertThat(replayed.getAsJsonObject("counts").get("unchanged").getAsLong())
                .isEqualTo(1);
        assertThat(pipeline.rows(
                        "SELECT right(event_id::text, 1), source_file_id, source_line FROM raw_events ORDER BY 1"))
                .containsExactly("1|1|2", "2|1|3", "3|2|2");
        assertThat(pipeline.rows("SELECT * FROM aggregate_differences()")).isEmpty();
        // By the ledger they were inserted twice, which nobody can tell from a loss.
        assertThat(pipeline.tidegate("verify").out()).contains("it has 3 rows, and 5 were inserted");
    }

    @Test
    void anOldFileDoesNotUndoALaterCorrectionOfTheSameTime() throws Exception {
        pipeline.deliver("old.csv", event(1, "5"));
        pipeline.deliver("corrected.csv", event(1, "6"));
        pipeline.load("--max-files-per-trigger", "1");

        Ran ran = pipeline.tidegate("replay", "old.csv");

        assertThat(ran.out()).containsPattern("1 +1 +0 +0 +0 +1 +0 +0 +0  old.csv");
        assertThat(pipeline.rows("SELECT price, source_file_id FROM raw_events"))
                .containsExactly("6.0000|2");
    }

    @Test
    void aDryRunSaysWhatWouldChangeAndChangesNothing() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2), "a,b\n");
        pipeline.load();
        pipeline.execute("DELETE FROM raw_events WHERE event_id = '00000000-0000-0000-0000-000000000001'");
        String before = pipeline.everything();

        Ran ran = pipeline.tidegate("replay", "--since", "1h", "--dry-run");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("Dry run, nothing was changed", "1 inserted, 0 updated");
        assertThat(pipeline.everything()).isEqualTo(before);
    }

    @Test
    void bytesThatAreNotThoseOfTheDeliveryAreNotLoaded() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2));
        pipeline.load();
        Files.writeString(pipeline.archived("1-a.csv"), event(3), StandardOpenOption.APPEND);
        String before = pipeline.everything();

        Ran ran = pipeline.tidegate("replay", "1");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .contains("its bytes are not those that were delivered")
                .contains("Nothing was replayed");
        assertThat(pipeline.everything()).isEqualTo(before);
    }

    @Test
    void whatCannotBeReplayedSaysWhyAndTheOthersAreReplayedAllTheSame() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("broken.csv", "a,b\n1,2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        pipeline.deliver("c.csv", event(2));
        pipeline.load();
        Files.delete(pipeline.archived("1-a.csv"));

        Ran ran = pipeline.tidegate("replay", "*");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .contains("1 a.csv: it is not at ")
                .contains("2 broken.csv: it cannot be loaded still: missing_column")
                .containsPattern("3 +1 +0 +0 +1 +0 +0 +0 +0  c.csv");
        assertThat(pipeline.tidegate("replay", "none.csv").err())
                .isEqualTo("'tidegate replay' failed: no file none.csv in the ledger of the stream events\n");
    }

    @Test
    void aFileThatTheDatabaseRefusedOnceIsLoadedWhenItTakesIt() throws Exception {
        pipeline.execute("ALTER TABLE raw_events ADD CONSTRAINT cheap CHECK (price < 100)");
        pipeline.deliver("dear.csv", event(1, "500"));
        pipeline.load();
        assertThat(pipeline.rows("SELECT state FROM ingested_files")).containsExactly("quarantined");
        // Not 1: what the tries that the database refused have taken is gone.
        String id = pipeline.rows("SELECT file_id FROM ingested_files").get(0);
        pipeline.execute("ALTER TABLE raw_events DROP CONSTRAINT cheap");

        Ran ran = pipeline.tidegate("replay", id);

        assertThat(ran.exitCode()).as(ran.out()).isZero();
        assertThat(pipeline.rows("SELECT price, source_file_id FROM raw_events"))
                .containsExactly("500.0000|" + id);
        assertThat(pipeline.tidegate("verify").out()).doesNotContain("GAP");
    }

    @Test
    void replaysBesideARunningJobDoubleAndLoseNothing() throws Exception {
        pipeline.deliver("first.csv", event(1), event(2), "a,b\n");
        pipeline.load();
        int files = 20;
        try (JobForTests job = pipeline.startJob()) {
            assertThat(job).isNotNull();
            for (int file = 0; file < files; file++) {
                pipeline.deliver("f" + file + ".csv", event(100 + file), event(1, "%d".formatted(file)));
                assertThat(pipeline.tidegate("replay", "first.csv").exitCode()).isZero();
            }
            awaitLoaded(files + 1);
        }
        assertThat(pipeline.rows("SELECT count(*), max(epoch), count(DISTINCT last_batch) FROM pipeline, raw_events"))
                .containsExactly((files + 2) + "|2|1");
        assertThat(pipeline.rows(
                        "SELECT price FROM raw_events WHERE event_id = '00000000-0000-0000-0000-000000000001'"))
                .containsExactly((files - 1) + ".0000");
        assertThat(pipeline.tidegate("verify").out()).doesNotContain("GAP");
    }

    private void awaitLoaded(int files) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> loaded(files));
    }

    private boolean loaded(int files) throws SQLException, IOException {
        Path input = pipeline.input();
        try (var left = Files.list(input)) {
            return left.allMatch(file -> file.endsWith(".tidegate"))
                    && pipeline.rows(
                                    "SELECT count(*) FROM ingested_files WHERE replay_of IS NULL AND state = 'archived'")
                            .equals(java.util.List.of(String.valueOf(files)));
        }
    }
}
