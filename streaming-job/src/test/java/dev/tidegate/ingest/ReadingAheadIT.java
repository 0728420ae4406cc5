package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static dev.tidegate.ingest.TestPipeline.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * While a large micro-batch is merged the next one is read and staged, and nobody can tell from the result. A packed file
 * makes a micro-batch a large one, however small it is.
 */
class ReadingAheadIT {

    private static final String STAGED_AHEAD = "SELECT 'tidegate_staging.' || tablename FROM pg_tables"
            + " WHERE schemaname = 'tidegate_staging' AND tablename LIKE 'events\\_%\\_2\\_events'";

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private final LargeBatches batches = new LargeBatches(pipeline);

    @Test
    void eachFileIsLoadedOnceInItsTurn() throws Exception {
        for (int file = 1; file <= 5; file++) {
            batches.deliver(file, event(file), event(file + 100).price("free"), event(3));
        }
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts())
                .containsExactly(
                        "1.csv.gz: read=3 inserted=2 rejected=1",
                        "2.csv.gz: read=3 inserted=1 unchanged=1 rejected=1",
                        "3.csv.gz: read=3 unchanged=1 duplicate=1 rejected=1",
                        "4.csv.gz: read=3 inserted=1 unchanged=1 rejected=1",
                        "5.csv.gz: read=3 inserted=1 unchanged=1 rejected=1");
        assertThat(pipeline.rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'tidegate_staging'"))
                .as("staging tables left behind")
                .containsExactly("0");
    }

    @Test
    void fileThatWasReplacedAfterItWasReadAheadIsLoadedAsItIsNow() throws Exception {
        batches.deliver(1, event(1));
        batches.deliver(2, event(2));
        whileTheFirstIsMerged(() -> batches.deliver(2, event(2).price("5.00"), event(22)));
        pipeline.awaitArchived(2);
        assertThat(pipeline.counts()).containsExactly("1.csv.gz: read=1 inserted=1", "2.csv.gz: read=2 inserted=2");
        assertThat(pipeline.rows("SELECT price FROM raw_events WHERE event_id = '" + EventLine.uuid(2) + "'"))
                .containsExactly("5.0000");
    }

    @Test
    void fileThatWentAwayAfterItWasReadAheadIsNotLoaded() throws Exception {
        batches.deliver(1, event(1));
        batches.deliver(2, event(2));
        batches.deliver(3, event(3));
        whileTheFirstIsMerged(() -> Files.delete(pipeline.input().resolve("2.csv.gz")));
        pipeline.awaitArchived(2);
        assertThat(pipeline.counts()).containsExactly("1.csv.gz: read=1 inserted=1", "3.csv.gz: read=1 inserted=1");
    }

    @Test
    void rowsThatTheTableOrTheMergeBeforeKnowsAreLookedUpWhileTheyAreStaged() throws Exception {
        batches.startWhereSomeAreKnown();
        batches.whileMergesWait(() -> {
            batches.deliver(3, event(3));
            batches.deliver(4, event(1), event(3).price("5.00"), event(4));
            await().until(() -> lookedUp().equals(List.of("2", "3")));
        });
        pipeline.awaitArchived(4);
        assertThat(pipeline.counts())
                .containsExactly(
                        "1.csv.gz: read=2 inserted=2",
                        "2.csv.gz: read=2 inserted=1 unchanged=1",
                        "3.csv.gz: read=1 inserted=1",
                        "4.csv.gz: read=3 inserted=1 updated=1 unchanged=1");
    }

    /** Lines of rows that were found to be known. */
    private List<String> lookedUp() throws SQLException {
        List<String> lines = new ArrayList<>();
        for (String staged : pipeline.rows(STAGED_AHEAD.replace("2\\_events", "events"))) {
            lines.addAll(pipeline.rows(
                    "SELECT staged._tg_line FROM %s AS staged JOIN %s ON _tg_staged = staged.ctid ORDER BY 1"
                            .formatted(staged, staged.replaceFirst("events$", "known"))));
        }
        return lines;
    }

    /** Keeps the first micro-batch from its COMMIT until the rows of the second are staged and the step is done. */
    private void whileTheFirstIsMerged(LargeBatches.Step step) throws Exception {
        batches.whileMergesWait(() -> {
            batches.start();
            await().until(() -> !pipeline.rows(STAGED_AHEAD).isEmpty());
            String staged = pipeline.rows(STAGED_AHEAD).get(0);
            await().until(() ->
                    pipeline.rows("SELECT 1 FROM " + staged + " LIMIT 1").size() == 1);
            step.run();
        });
    }
}
