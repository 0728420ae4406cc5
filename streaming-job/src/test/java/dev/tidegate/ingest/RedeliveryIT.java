package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is delivered again, under whatever name and at whatever time, is counted and changes nothing. */
class RedeliveryIT {

    private static final Instant MODIFIED = Instant.parse("2026-02-03T04:05:06.789Z");

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void redeliveredFileChangesNothing() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2).type("hover"), event(3).price("free"));
        pipeline.runOnce();
        List<String> before = pipeline.rows("SELECT * FROM raw_events");

        pipeline.deliver("a.csv", event(1), event(2).type("hover"), event(3).price("free"));
        pipeline.runOnce();

        assertThat(pipeline.rows("SELECT * FROM raw_events")).isEqualTo(before);
        assertThat(pipeline.counts())
                .containsExactly(
                        "a.csv: read=3 inserted=1 filtered=1 rejected=1",
                        "a.csv: read=3 unchanged=1 filtered=1 rejected=1");
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void redeliveryUnderAnotherNameChangesNothing() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2));
        pipeline.deliver("copy of a.csv", event(1), event(2));
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.counts()).containsExactly("a.csv: read=2 inserted=2", "copy of a.csv: read=2 unchanged=2");
    }

    @Test
    void redeliveryInOneMicroBatchIsADuplicate() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2));
        pipeline.deliver("b.csv", event(1), event(2));
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=2 duplicate=2", "b.csv: read=2 inserted=2");
    }

    @Test
    void copyWithTheTimeOfTheOriginalIsANewDelivery() throws Exception {
        byte[] content = TestPipeline.content(event(1)).getBytes(UTF_8);
        for (int delivery = 0; delivery < 3; delivery++) {
            pipeline.deliver("a.csv", content, MODIFIED); // as cp -p, tar and rsync -t do
            pipeline.runOnce();
            assertThat(pipeline.inputFiles()).isEmpty();
        }
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=1 inserted=1", "a.csv: read=1 unchanged=1", "a.csv: read=1 unchanged=1");
        assertThat(pipeline.ledger()).extracting(LedgerRow::archivePath).doesNotHaveDuplicates();
    }

    @Test
    void otherBytesOfEqualNameSizeAndTimeAreRead() throws Exception {
        pipeline.deliver("a.csv", TestPipeline.content(event(1)).getBytes(UTF_8), MODIFIED);
        pipeline.runOnce();
        pipeline.deliver("a.csv", TestPipeline.content(event(2)).getBytes(UTF_8), MODIFIED);
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "a.csv: read=1 inserted=1");
    }

    @Test
    void copyThatLandsWhileTheJobRunsIsANewDelivery() throws Exception {
        byte[] content = TestPipeline.content(event(1)).getBytes(UTF_8);
        RunningJob job = pipeline.start();
        for (int delivery = 1; delivery <= 3; delivery++) {
            pipeline.deliver("a.csv", content, MODIFIED);
            pipeline.awaitArchived(delivery);
        }
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=1 inserted=1", "a.csv: read=1 unchanged=1", "a.csv: read=1 unchanged=1");
    }

    @Test
    void fileTakenOutOfTheArchiveCanBeDeliveredAgain() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2));
        pipeline.runOnce();
        Path archived = pipeline.archive().resolve(pipeline.ledger().get(0).archivePath());
        pipeline.execute("DELETE FROM raw_events WHERE event_id = '" + EventLine.uuid(2) + "'");
        Files.copy(archived, pipeline.input().resolve("a.csv"), StandardCopyOption.COPY_ATTRIBUTES);
        pipeline.runOnce();
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=2 inserted=2", "a.csv: read=2 inserted=1 unchanged=1");
    }

    @Test
    void contentAppendedToARedeliveredFileIsLoaded() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        pipeline.deliver("a.csv", event(1), event(2));
        pipeline.runOnce();
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=1 inserted=1", "a.csv: read=2 inserted=1 unchanged=1");
    }
}
