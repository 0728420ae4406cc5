package dev.tidegate.ingest.operate.verify;

import static dev.tidegate.ingest.operate.Operated.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidegate.ingest.operate.Operated;
import dev.tidegate.ingest.operate.Operated.Ran;
import dev.tidegate.postgres.TestServer;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database that is restored from a backup is what it was; {@code verify} says so, or names what it lacks, and that comes back. */
@Tag("server")
@Tag("versions")
class RestoredIT {
    private static final String EVENTS = "SELECT event_id, price, event_timestamp FROM raw_events ORDER BY 1";

    @RegisterExtension
    private final Operated pipeline = new Operated();

    /** The backup is taken before the first file: all that is restored comes from the archived log. */
    @Test
    void atAMomentBetweenTwoFilesItHasTheFirstAndTheSecondComesFromTheArchive() throws Exception {
        TestServer server = server();
        server.keepBackup();
        pipeline.deliver("a.csv", event(1), event(2), event(2, "3"), "not,an event\n");
        pipeline.load();
        String restored = pipeline.everything();
        Instant moment = pipeline.database()
                .query("SELECT clock_timestamp()", row -> row.getObject(1, OffsetDateTime.class)
                        .toInstant())
                .get(0);
        pipeline.deliver("b.csv", event(1, "7", "2026-03-01T11:00:00Z"), event(3));
        pipeline.load();
        List<String> newest = pipeline.rows(EVENTS);

        server.goBackTo(moment);

        assertThat(pipeline.everything()).isEqualTo(restored);
        Ran lost = pipeline.tidegate("verify", "--put-back");
        assertThat(lost.exitCode()).as(lost.out() + lost.err()).isEqualTo(3);
        assertThat(lost.out()).contains("Put back into the input folder: recovered-2-b.csv");
        assertThat(lost.out().lines().filter(line -> line.startsWith("GAP"))).hasSize(1);
        pipeline.load();
        assertThat(pipeline.rows(EVENTS)).isEqualTo(newest);
        assertNoGap();
    }

    /** The server stopped in order, its files copied, and the copy in their place: no log is needed. */
    @Test
    void fromACopyOfTheFilesOfAServerThatWasStoppedItHasAllOfThatTime() throws Exception {
        TestServer server = server();
        pipeline.deliver("a.csv", event(1), event(2), "not,an event\n");
        pipeline.load();
        String copied = pipeline.everything();
        server.keepCopy();
        pipeline.execute("DELETE FROM raw_events");
        assertThat(pipeline.tidegate("verify").exitCode()).isEqualTo(3);

        server.goBack(false);

        assertThat(pipeline.everything()).isEqualTo(copied);
        assertNoGap();
        pipeline.deliver("b.csv", event(3));
        pipeline.load();
        assertNoGap();
    }

    private void assertNoGap() throws IOException {
        Ran ran = pipeline.tidegate("verify");
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("ok "));
    }

    private TestServer server() {
        TestServer server = pipeline.database().server();
        assumeThat(server.supportsCrash()).isTrue();
        return server;
    }
}
