package dev.tidegate.ingest.operate;

import static dev.tidegate.ingest.operate.Operated.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.JobForTests;
import dev.tidegate.ingest.operate.Operated.Ran;
import dev.tidegate.postgres.InMonths;
import dev.tidegate.postgres.SetupScript;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Events in months, as the job and the operator's commands have them. */
@InMonths
@Tag("versions")
class MonthsIT {

    @RegisterExtension
    private final Operated pipeline = new Operated();

    private List<String> counts() throws Exception {
        return pipeline.rows(
                "SELECT path, inserted, updated, unchanged, stale, rejected FROM ingested_files ORDER BY file_id");
    }

    private void assertAllIsRight() throws Exception {
        Ran verify = pipeline.tidegate("verify");
        assertThat(verify.exitCode()).as(verify.out() + verify.err()).isZero();
        assertThat(pipeline.rows("SELECT * FROM aggregate_differences()")).isEmpty();
    }

    @Test
    void eventThatComesAgainWithATimeInAnotherMonthIsTheSameEvent() throws Exception {
        pipeline.deliver("1.csv", event(1, "1", "2026-01-31T23:59:59Z"), event(2, "1", "2026-02-01T00:00:00Z"));
        pipeline.deliver("2.csv", event(1, "2", "2026-03-01T00:00:00Z"), event(2, "2", "2026-01-01T00:00:00Z"));
        pipeline.deliver("3.csv", event(1, "1", "2026-01-31T23:59:59Z"), event(2, "1", "2026-02-01T00:00:00Z"));
        pipeline.load("--max-files-per-trigger", "1");
        assertThat(counts()).containsExactly("1.csv|2|0|0|0|0", "2.csv|0|1|0|1|0", "3.csv|0|0|1|1|0");
        assertThat(pipeline.rows(
                        "SELECT tableoid::regclass, source_line, round(price) FROM raw_events ORDER BY event_id"))
                .containsExactly("raw_events_2026_03|2|2", "raw_events_2026_02|3|1");
        Ran replay = pipeline.tidegate("replay", "1", "2", "3");
        assertThat(replay.exitCode()).as(replay.out() + replay.err()).isZero();
        assertThat(pipeline.rows("SELECT count(*), sum(source_file_id) FROM raw_events"))
                .containsExactly("2|3");
        assertAllIsRight();
    }

    /** Nobody can tell any more whether it is known; so it is kept as a reject, and what else its file holds is loaded. */
    @Test
    void eventOfAMonthThatIsRemovedIsRejected() throws Exception {
        pipeline.deliver("1.csv", event(1, "1", "2026-01-10T00:00:00Z"), event(2, "1", "2026-03-10T00:00:00Z"));
        pipeline.load();
        assertThat(pipeline.rows("SELECT remove_months('2026-02-01')")).containsExactly("1");
        assertAllIsRight();
        pipeline.deliver("2.csv", event(1, "1", "2026-01-10T00:00:00Z"), event(3, "1", "2026-03-11T00:00:00Z"));
        pipeline.deliver("3.csv", event(4, "1", "1999-01-10T00:00:00Z"), event(2, "2", "2026-03-12T00:00:00Z"));
        pipeline.load();
        assertThat(counts()).containsExactly("1.csv|2|0|0|0|0", "2.csv|1|0|0|0|1", "3.csv|0|1|0|0|1");
        assertThat(pipeline.rows(
                        "SELECT file_id, line, reason, message LIKE '%removed_before_2026_02%' FROM rejected_events"
                                + " ORDER BY file_id"))
                .containsExactly("2|2|refused_by_table|t", "3|2|refused_by_table|t");
        // A packed file makes a micro-batch a large one: its events are taken for new, and none is looked up.
        pipeline.deliver(
                "4.csv.gz",
                packed(Operated.HEADER
                        + event(5, "1", "2026-03-13T00:00:00Z")
                        + event(6, "1", "2026-01-31T23:59:59Z")));
        pipeline.load();
        assertThat(counts()).endsWith("4.csv.gz|1|0|0|0|1");
        assertThat(pipeline.tidegate("replay", "1").exitCode()).isZero();
        assertThat(counts()).endsWith("1.csv|0|0|0|1|1");
        assertAllIsRight();
    }

    /** Its statements are those for one table: it ends, and the next one takes those for months. */
    @Test
    void jobUnderWhichTheEventsArePartedIsShutOut() throws Exception {
        pipeline.execute("DROP TABLE raw_events CASCADE");
        setUp(null);
        try (JobForTests job = pipeline.startJob()) {
            pipeline.deliver("1.csv", event(1, "1", "2026-01-10T00:00:00Z"));
            awaitArchived(1);
            setUp("2026-01-01");
            pipeline.deliver("2.csv", event(1, "2", "2026-02-10T00:00:00Z"));
            assertThat(job.status()).isEqualTo(3);
        }
        pipeline.load();
        assertThat(counts()).containsExactly("1.csv|1|0|0|0|0", "2.csv|0|1|0|0|0");
        assertAllIsRight();
    }

    /** As a copy by logical replication might leave it, or whoever has switched the triggers off. */
    @Test
    void eventThatLiesInTwoMonthsIsAGap() throws Exception {
        pipeline.deliver("1.csv", event(1, "1", "2026-01-10T00:00:00Z"), event(2, "1", "2026-03-10T00:00:00Z"));
        pipeline.load();
        pipeline.execute("SET session_replication_role = replica;"
                + " INSERT INTO raw_events_2026_02 SELECT (jsonb_populate_record(e, '{\"event_timestamp\": \"2026-02-01Z\"}')).*"
                + " FROM raw_events AS e WHERE source_line = 2");
        Ran verify = pipeline.tidegate("verify");
        assertThat(verify.exitCode()).isEqualTo(3);
        assertThat(verify.out()).contains("event " + new UUID(0, 1), "it lies in several months");
    }

    private static byte[] packed(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private void setUp(String since) throws Exception {
        try (Connection connection = pipeline.database().connect()) {
            if (since == null) {
                SetupScript.apply(connection, SetupScript.find());
            } else {
                SetupScript.partByMonth(connection, SetupScript.find(), since);
            }
        }
    }

    private void awaitArchived(int files) throws Exception {
        while (pipeline.rows("SELECT 1 FROM ingested_files WHERE archived_at IS NOT NULL")
                        .size()
                < files) {
            Thread.onSpinWait();
        }
    }
}
