package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files that are not left alone: only what stood still is loaded, and what came later is loaded later. */
class ChangingFilesIT {

    private static final String LOAD_WAITS_FOR_A_LOCK = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE application_name IN ('tidegate load', 'tidegate merge') AND wait_event_type = 'Lock'";

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void fileReplacedWhileItWaitsIsLoadedOnceAsItIsThen() throws Exception {
        RunningJob job = pipeline.start("--settle", "2s");
        // From now on it settles for 2 s, so the second one is there in time.
        pipeline.deliver("a.csv", TestPipeline.content(event(1)).getBytes(UTF_8), Instant.now());
        pipeline.deliver("a.csv", TestPipeline.content(event(2), event(3)).getBytes(UTF_8), Instant.now());
        pipeline.awaitArchived(1);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=2 inserted=2");
    }

    @Test
    void fileReplacedBetweenReadingAndMergeIsLoadedAsItIsThen() throws Exception {
        pipeline.deliver("b.csv", event(9));
        whileTheMergeOf("a.csv", () -> pipeline.deliver("a.csv", event(2), event(3)));
        pipeline.awaitArchived(2);
        assertThat(pipeline.counts()).containsExactly("b.csv: read=1 inserted=1", "a.csv: read=2 inserted=2");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events WHERE event_id = '" + EventLine.uuid(1) + "'"))
                .containsExactly("0");
    }

    @Test
    void fileAppendedToBetweenReadingAndMergeIsLoadedWhole() throws Exception {
        Path file = pipeline.input().resolve("a.csv");
        whileTheMergeOf(
                "a.csv",
                () -> Files.writeString(
                        file, event(2) + "\n" + event(3).price("free") + "\n", StandardOpenOption.APPEND));
        pipeline.awaitArchived(1);
        assertThat(pipeline.counts()).containsExactly("a.csv: read=3 inserted=2 rejected=1");
    }

    @Test
    void touchedFileIsLoadedOnce() throws Exception {
        Path file = pipeline.input().resolve("a.csv");
        whileTheMergeOf(
                "a.csv", () -> Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(Instant.now())));
        pipeline.awaitArchived(1);
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1");
    }

    @Test
    void fileTakenAwayBetweenReadingAndMergeIsMissingAndItsRecordsAreNotLoaded() throws Exception {
        Path file = pipeline.input().resolve("a.csv");
        whileTheMergeOf("a.csv", () -> Files.delete(file));
        pipeline.deliver("b.csv", event(9));
        TestPipeline.await().untilAsserted(() -> assertThat(pipeline.states())
                .containsExactly("a.csv: missing", "b.csv: archived"));
        assertThat(pipeline.counts()).containsExactly("a.csv: read=0", "b.csv: read=1 inserted=1");
        assertThat(pipeline.log().of("WARN")).singleElement().asString().contains("a.csv is missing");
    }

    @Test
    void packedFileReplacedBetweenReadingAndMergeIsLoadedAsItIsThen() throws Exception {
        whileTheMergeOf("a.csv.gz", () -> pipeline.deliver("a.csv.gz", Packed.gzip(TestPipeline.content(event(2)))));
        pipeline.awaitArchived(1);
        assertThat(pipeline.rows("SELECT event_id FROM raw_events")).containsExactly(EventLine.uuid(2));
    }

    @Test
    void slowlyWrittenFileIsTakenWhenItHasSettled() throws Exception {
        Path file = pipeline.input().resolve("slow.csv");
        Files.createDirectories(pipeline.input());
        RunningJob job = pipeline.start("--settle", "3s");
        Files.writeString(file, EventLine.HEADER + "\n");
        for (int line : IntStream.range(0, 20).toArray()) {
            Files.writeString(file, event(line) + "\n", StandardOpenOption.APPEND);
            // A pause of the producer, much shorter than the settle time: what is tested is the job's patience.
            TestPipeline.pause(50);
        }
        pipeline.awaitArchived(1);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts()).containsExactly("slow.csv: read=20 inserted=20");
    }

    /** A producer that pauses for longer than the settle time, and then opens the file again by its name. */
    @Test
    void restThatIsAppendedToAFileAlreadyArchivedIsKept() throws Exception {
        Path file = pipeline.deliver("slow.csv", event(1), event(2));
        RunningJob job = pipeline.start();
        pipeline.awaitArchived(1);
        Files.writeString(file, event(3) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.states()).containsExactly("slow.csv: archived", "slow.csv: quarantined");
        assertThat(pipeline.ledger().get(1).firstError()).startsWith("missing_column: ");
    }

    /** A producer that pauses for longer than the settle time and keeps the file open: it writes on in the archive. */
    @Test
    void restThatIsWrittenIntoTheArchivedFileIsLoaded() throws Exception {
        Path file = pipeline.deliver("slow.csv", event(1), event(2));
        RunningJob job = pipeline.start();
        try (var open = Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            pipeline.awaitArchived(1);
            open.write(java.nio.ByteBuffer.wrap((event(3) + "\n").getBytes(UTF_8)));
        }
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts())
                .containsExactly("slow.csv: read=2 inserted=2", "slow.csv: read=3 inserted=1 unchanged=2");
    }

    /** Runs a step when a file of event 1 is read and its merge waits for the fence, which the test holds. */
    private void whileTheMergeOf(String name, Step step) throws Exception {
        try (Connection holder = pipeline.database().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            pipeline.start();
            // Not before: its start takes the same row.
            TestPipeline.await()
                    .until(() -> pipeline.log().of("INFO").stream().anyMatch(line -> line.contains("Loading from")));
            TestPipeline.await().until(() -> pipeline.inputFiles().isEmpty());
            pipeline.awaitArchived(pipeline.ledger().size());
            statement.execute("SELECT FROM pipeline FOR UPDATE");
            byte[] content = TestPipeline.content(event(1)).getBytes(UTF_8);
            pipeline.deliver(name, name.endsWith(".gz") ? Packed.gzip(content) : content);
            TestPipeline.await()
                    .until(() -> pipeline.rows(LOAD_WAITS_FOR_A_LOCK).contains("1"));
            step.run();
            holder.rollback();
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Each write shows as another size and time, so what was seen first is never what is there in the end. */
    @Test
    void runWithOnceEndsWithExitCode4WhereAFileIsStillBeingWritten() throws Exception {
        pipeline.deliver("a.csv", event(1));
        Path growing = pipeline.input().resolve("growing.csv");
        Files.writeString(growing, EventLine.HEADER + "\n");
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> {
            for (int n = 2; !done.get(); n++) {
                append(growing, event(n) + "\n");
            }
        });
        try {
            assertThat(pipeline.run("--settle", "1s")).isEqualTo(Failure.LEFT_BEHIND);
        } finally {
            done.set(true);
            producer.join();
        }
        assertThat(pipeline.states()).containsExactly("a.csv: archived");
        assertThat(pipeline.log().of("WARN"))
                .anyMatch(line -> line.contains(
                        "Files left behind in the input folder: 1, such as growing.csv: it is still being written."));
        pipeline.runOnce("--settle", "1s");
        assertThat(pipeline.states()).containsExactly("a.csv: archived", "growing.csv: archived");
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
            TestPipeline.pause(50);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
