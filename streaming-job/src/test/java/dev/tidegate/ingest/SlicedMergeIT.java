package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static dev.tidegate.ingest.TestPipeline.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A large micro-batch that is merged in slices ends as one that is merged in one transaction, whatever comes in between.
 * A packed file makes a micro-batch a large one, however small it is.
 */
class SlicedMergeIT {

    private static final int EVENTS = 60;

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void allSevenCountsAreThoseOfAMergeInOneTransaction() throws Exception {
        pipeline.deliver("1.csv.gz", packed(events()));
        pipeline.deliver(
                "2.csv.gz",
                packed(
                        event(1),
                        event(2).price("7.00").time("2026-03-02T00:00:00Z"),
                        event(3).price("8.00").time("2020-03-01T00:00:00Z"),
                        event(100),
                        event(100).time("2026-03-02T00:00:00Z"),
                        event(101).type("hover"),
                        event(102).price("free")));
        pipeline.runOnce("--max-files-per-trigger", "1", "--merge-slices", "4");
        assertThat(pipeline.counts())
                .containsExactly(
                        "1.csv.gz: read=60 inserted=60",
                        "2.csv.gz: read=7 inserted=1 updated=1 unchanged=1 stale=1 duplicate=1 filtered=1 rejected=1");
        assertThat(pipeline.rows("SELECT batch_id, files, records_read FROM ingest_batches ORDER BY 1"))
                .containsExactly("1|1|60", "2|1|7");
    }

    @Test
    void filesThatCannotBeLoadedGoTheirWay() throws Exception {
        pipeline.deliver("1.csv.gz", packed(events()));
        pipeline.deliver("2.csv.gz", "no gzip at all");
        pipeline.deliver("3.csv.gz", packed());
        pipeline.runOnce("--merge-slices", "2");
        assertThat(pipeline.states())
                .containsExactly("1.csv.gz: archived", "2.csv.gz: quarantined", "3.csv.gz: archived");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly(String.valueOf(EVENTS));
    }

    @Test
    void sliceThatFailsIsMergedAgainAndTheOthersAreNot() throws Exception {
        pipeline.deliver("1.csv.gz", packed(events()));
        RunningJob job = whileTheLastSliceWaits(() -> {});
        pipeline.awaitArchived(1);
        assertThat(pipeline.counts()).containsExactly("1.csv.gz: read=60 inserted=60");
        assertThat(job.stop()).isZero();
    }

    @Test
    void whatADeadJobLeftIsDoneByTheNextOneWhateverItsOptionsAre() throws Exception {
        pipeline.deliver("1.csv.gz", packed(events()));
        RunningJob job = whileTheLastSliceWaits(this::shutTheJobOut);
        assertThat(job.exitStatus())
                .as("exit status of the job that was shut out")
                .isEqualTo(3);
        assertThat(pipeline.ledger()).isEmpty();
        assertThat(pipeline.rows("SELECT count(*) < 60 AND count(*) > 0 FROM raw_events"))
                .containsExactly("t");

        pipeline.execute("ALTER ROLE " + role() + " LOGIN");
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("1.csv.gz: read=60 inserted=60");
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void fileThatIsGoneWhenTheNextJobComesIsLoadedAllTheSame() throws Exception {
        pipeline.deliver("1.csv.gz", packed(events()));
        RunningJob job = whileTheLastSliceWaits(this::shutTheJobOut);
        assertThat(job.exitStatus()).isEqualTo(3);
        Files.delete(pipeline.input().resolve("1.csv.gz"));

        pipeline.execute("ALTER ROLE " + role() + " LOGIN");
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("1.csv.gz: read=60 inserted=60");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly(String.valueOf(EVENTS));
    }

    private String role() {
        return pipeline.database().ingest().user();
    }

    private void shutTheJobOut() throws SQLException {
        pipeline.execute("ALTER ROLE " + role() + " NOLOGIN");
        pipeline.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + role() + "'");
    }

    /** What is done while the last slice waits. */
    private interface Step {
        void run() throws Exception;
    }

    /** Has a row of the last slice's key in a transaction of its own until the first slice is in and the step is done. */
    private RunningJob whileTheLastSliceWaits(Step step) throws Exception {
        try (Connection holder = pipeline.database().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("""
                    INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line,
                                            event_date, price, total_price, event_type)
                    VALUES ('%s', 1, 1, now(), 0, 0, current_date, 1, 1, 'view')""".formatted(EventLine.uuid(EVENTS)));
            RunningJob job = pipeline.start("--merge-slices", "2");
            await().until(() ->
                    !pipeline.rows("SELECT event_id FROM raw_events LIMIT 1").isEmpty());
            step.run();
            holder.rollback();
            return job;
        }
    }

    private static EventLine[] events() {
        return IntStream.rangeClosed(1, EVENTS).mapToObj(EventLine::event).toArray(EventLine[]::new);
    }

    private static byte[] packed(EventLine... events) throws Exception {
        return Packed.gzip(TestPipeline.content(events));
    }
}
