package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.spark.TunedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Folders on a Hadoop file system, and what only a file system with faults on purpose can show. */
class OtherFileSystemIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @BeforeEach
    void register() {
        Configuration hadoop = TunedSpark.session().sparkContext().hadoopConfiguration();
        hadoop.set("fs.faulty.impl", FaultyFileSystem.class.getName());
        hadoop.set("fs.AbstractFileSystem.faulty.impl", FaultyFileSystem.OfCheckpoint.class.getName());
    }

    @AfterEach
    void repair() {
        FaultyFileSystem.repair();
    }

    @Test
    void filesAreLoadedFromAndArchivedToAHadoopFileSystem() throws Exception {
        List<String> names = List.of("a.csv", "b [c]{d}*?%20 é.csv", "e:f.csv", "g.csv.gz", "bad.csv");
        for (String name : names) {
            String content = name.equals("bad.csv") ? "rubbish\n" : TestPipeline.content(event(1), event(2).price("x"));
            pipeline.deliver(
                    name,
                    name.endsWith(".gz")
                            ? Packed.gzip(content)
                            : content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        pipeline.runOnce(onFaulty());
        assertThat(pipeline.states())
                .containsExactly(
                        "a.csv: archived",
                        names.get(1) + ": archived",
                        "e:f.csv: archived",
                        "g.csv.gz: archived",
                        "bad.csv: quarantined");
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void archivesAreTakenApartOnAHadoopFileSystemToo() throws Exception {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("1.csv", TestPipeline.content(event(1)));
        files.put("in/2.csv", TestPipeline.content(event(2), event(3).price("x")));
        pipeline.deliver("a.zip", ArchiveOfFilesIT.zip(files));
        pipeline.runOnce(onFaulty());
        assertThat(pipeline.counts())
                .containsExactly(
                        "a.zip!1.csv: read=1 inserted=1",
                        "a.zip!in!2.csv: read=2 inserted=1 rejected=1",
                        "a.zip.unpacked: read=0");
        assertThat(pipeline.states()).allMatch(state -> state.endsWith(": archived"));
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void folderOnAnotherFileSystemThanTheInputIsReportedAndNothingIsLoadedTwice() throws Exception {
        pipeline.deliver("a.csv", event(1));
        String[] options = onFaulty("--archive", pipeline.archive().toString());
        pipeline.runOnce(options);
        pipeline.runOnce(options);
        assertThat(pipeline.states()).containsExactly("a.csv: loaded");
        assertThat(pipeline.inputFiles()).containsExactly("a.csv");
        assertThat(pipeline.log().of("WARN"))
                .anyMatch(line -> line.contains("must all be local or all on one file system"));
    }

    @Test
    void fileThatCannotBeOpenedStaysIsReportedAndTriedAgainAndHoldsUpNoOther() throws Exception {
        AtomicBoolean denied = new AtomicBoolean(true);
        FaultyFileSystem.whenOpened("locked.csv", () -> {
            if (denied.get()) {
                throw new IOException("Permission denied");
            }
        });
        pipeline.deliver("locked.csv", event(1));
        pipeline.deliver("a.csv", event(2));
        RunningJob job = pipeline.start(onFaulty("--max-files-per-trigger", "2"));
        pipeline.awaitArchived(1);
        pipeline.deliver("b.csv", event(3));
        pipeline.awaitArchived(2);
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "b.csv: read=1 inserted=1");
        assertThat(pipeline.log().of("WARN"))
                .singleElement()
                .asString()
                .contains("Cannot load locked.csv yet", "Permission denied", "tried again");
        TestPipeline.await().until(() -> pipeline.rows("SELECT files_held FROM pipeline_status")
                .contains("1"));

        denied.set(false);
        pipeline.awaitArchived(3);
        TestPipeline.await().until(() -> pipeline.rows("SELECT files_held FROM pipeline_status")
                .contains("0"));
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts()).last().isEqualTo("locked.csv: read=1 inserted=1");
    }

    @Test
    void fileReplacedWhileItIsReadIsLoadedAsItIsThen() throws Exception {
        AtomicBoolean once = new AtomicBoolean(true);
        FaultyFileSystem.whenOpened("a.csv", () -> {
            if (once.getAndSet(false)) {
                pipeline.deliver("a.csv", event(2), event(3));
            }
        });
        pipeline.deliver("a.csv", event(1), event(4).price("free"));
        pipeline.deliver("b.csv", event(5));
        RunningJob job = pipeline.start(onFaulty());
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts()).containsExactly("b.csv: read=1 inserted=1", "a.csv: read=2 inserted=2");
    }

    @Test
    void fileAppendedToWhileItIsReadIsLoadedWhole() throws Exception {
        AtomicBoolean once = new AtomicBoolean(true);
        Path file = pipeline.deliver("a.csv", event(1));
        FaultyFileSystem.whenOpened("a.csv", () -> {
            if (once.getAndSet(false)) {
                Files.writeString(file, event(2) + "\n", StandardOpenOption.APPEND);
            }
        });
        RunningJob job = pipeline.start(onFaulty());
        pipeline.awaitArchived(1);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=2 inserted=2");
    }

    @Test
    void fileTakenAwayWhileItIsReadIsMissing() throws Exception {
        Path file = pipeline.deliver("a.csv", event(1));
        pipeline.deliver("b.csv", event(2));
        FaultyFileSystem.whenOpened("a.csv", () -> Files.deleteIfExists(file));
        pipeline.runOnce(onFaulty());
        assertThat(pipeline.states()).containsExactly("a.csv: missing", "b.csv: archived");
    }

    @Test
    void fileReplacedJustBeforeItsMoveIsPutBackAndLoaded() throws Exception {
        AtomicBoolean once = new AtomicBoolean(true);
        FaultyFileSystem.whenMoved("a.csv", () -> {
            if (once.getAndSet(false)) {
                pipeline.deliver("a.csv", event(2), event(3));
            }
        });
        pipeline.deliver("a.csv", event(1));
        RunningJob job = pipeline.start(onFaulty());
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "a.csv: read=2 inserted=2");
        assertThat(pipeline.ledger().get(0).firstError()).contains("replaced");
    }

    @Test
    void fileWrittenOnJustBeforeItsMoveIsLoadedAgainAndWhatWasLoadedIsArchived() throws Exception {
        AtomicBoolean once = new AtomicBoolean(true);
        Path file = pipeline.deliver("a.csv", event(1));
        FaultyFileSystem.whenMoved("a.csv", () -> {
            if (once.getAndSet(false)) {
                Files.writeString(file, event(2) + "\n", StandardOpenOption.APPEND);
            }
        });
        RunningJob job = pipeline.start(onFaulty());
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts())
                .containsExactly("a.csv: read=1 inserted=1", "a.csv: read=2 inserted=1 unchanged=1");
        assertThat(pipeline.states()).containsExactly("a.csv: archived", "a.csv: archived");
    }

    @Test
    void runWithOnceEndsWithExitCode4WhereAFileIsWrittenOnWhileItIsRead() throws Exception {
        Path file = pipeline.deliver("a.csv", event(1));
        pipeline.deliver("b.csv", event(2));
        FaultyFileSystem.whenOpened("a.csv", () -> Files.writeString(file, event(3) + "\n", StandardOpenOption.APPEND));
        assertThat(pipeline.run(onFaulty())).isEqualTo(Failure.LEFT_BEHIND);
        assertThat(pipeline.states()).containsExactly("b.csv: archived");
        assertThat(pipeline.log().of("WARN"))
                .anyMatch(line -> line.contains("Files left behind in the input folder: 1, such as a.csv: "));
        FaultyFileSystem.repair();
        pipeline.runOnce(onFaulty());
        assertThat(pipeline.states()).containsExactly("b.csv: archived", "a.csv: archived");
    }

    @Test
    void runWithOnceThatCannotListTheFolderFailsAndSaysSo() throws Exception {
        pipeline.runOnce(onFaulty());
        pipeline.deliver("a.csv", event(1));
        FaultyFileSystem.whenListed("input", () -> {
            throw new IOException("Permission denied");
        });
        assertThat(pipeline.run(onFaulty())).isEqualTo(Failure.FAILED);
        assertThat(pipeline.log().of("ERROR"))
                .anyMatch(line -> line.contains("Cannot look into faulty:") && line.contains("Permission denied"));
        assertThat(pipeline.inputFiles()).containsExactly("a.csv");
        FaultyFileSystem.repair();
        pipeline.runOnce(onFaulty());
        assertThat(pipeline.states()).containsExactly("a.csv: archived");
    }

    /** Of what is not seen nobody knows that nothing is left. */
    @Test
    void runWithOnceThatCannotListTheFolderAnyMoreFailsAndWhatWasLoadedIsMoved() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("b.csv", event(2));
        AtomicBoolean loaded = new AtomicBoolean();
        FaultyFileSystem.whenMoved("a.csv", () -> loaded.set(true));
        FaultyFileSystem.whenListed("input", () -> {
            if (loaded.get()) {
                throw new IOException("Permission denied");
            }
        });
        assertThat(pipeline.run(onFaulty("--max-files-per-trigger", "2"))).isEqualTo(Failure.FAILED);
        assertThat(pipeline.states()).containsExactly("a.csv: archived", "b.csv: archived");
    }

    @Test
    void jobThatCannotListTheFolderSaysSoOnceAndGoesOnWhenItCan() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        RunningJob job = pipeline.start(onFaulty("--settle", "0"));
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        FaultyFileSystem.whenListed("input", () -> {
            asked.incrementAndGet();
            throw new IOException("Permission denied");
        });
        pipeline.deliver("b.csv", event(2));
        TestPipeline.await().until(() -> asked.get() > 3);
        FaultyFileSystem.repair();
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.log().of("WARN"))
                .singleElement()
                .asString()
                .contains("Cannot look into faulty:", "Permission denied");
    }

    /** Its files are not looked at before: Spark runs a micro-batch once more, and fails each time to commit it again. */
    @Test
    void checkpointThatLacksItsNewestOffsetIsPutAside() throws Exception {
        String[] options = onFaulty("--checkpoint", "faulty:" + pipeline.checkpoint());
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce(options);
        pipeline.deliver("b.csv", event(2));
        pipeline.runOnce(options);
        Files.delete(pipeline.checkpoint().resolve("offsets/1"));

        RunningJob job = pipeline.start(options);
        pipeline.deliver("c.csv", event(3));
        pipeline.awaitArchived(3);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.log().of("WARN"))
                .anyMatch(line -> line.contains("Another process has written into the checkpoint"))
                .anyMatch(line -> line.contains("is put aside as"));
        assertThat(pipeline.counts()).hasSize(3).allMatch(counts -> counts.endsWith("read=1 inserted=1"));
    }

    private String[] onFaulty(String... options) {
        return Stream.concat(
                        Stream.of(
                                "--input", "faulty:" + pipeline.input(),
                                "--archive", "faulty:" + pipeline.archive(),
                                "--quarantine", "faulty:" + pipeline.quarantine()),
                        Stream.of(options))
                .toArray(String[]::new);
    }
}
