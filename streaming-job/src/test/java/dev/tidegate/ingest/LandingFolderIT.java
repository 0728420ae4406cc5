package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What lies in the landing folder: any name, any time, anything that is no file. */
class LandingFolderIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void fileOfAnyNameIsLoadedAndArchivedUnderIt() throws Exception {
        List<String> names = List.of(
                " with blanks .csv",
                "[a]{b,c}*?.csv",
                "100%25 %2F%00.csv",
                "quo'te\"s`.csv",
                "größe мышь 日本 😀.csv",
                "e\u0301 is not \u00e9.csv",
                "a:b.csv",
                "back\\slash.csv",
                "new\nline\rand\ttab.csv",
                "-rf.csv",
                "#hash?query=1&more;.csv",
                "$HOME ~ !.csv",
                "a..csv",
                "x".repeat(196) + ".csv",
                "packed.csv.gz");
        for (int i = 0; i < names.size(); i++) {
            byte[] content = TestPipeline.content(event(i)).getBytes(UTF_8);
            pipeline.deliver(names.get(i), names.get(i).endsWith(".gz") ? Packed.gzip(content) : content);
        }
        pipeline.runOnce("--max-files-per-trigger", "100");
        assertThat(pipeline.ledger())
                .allSatisfy(row -> assertThat(row.counts()).isEqualTo("read=1 inserted=1"))
                .allSatisfy(row -> assertThat(row.archivePath()).endsWith("/" + row.fileId() + "-" + row.path()))
                .extracting(LedgerRow::path)
                .containsExactlyElementsOf(names);
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void foldersOfAnyNameWork() throws Exception {
        Path odd = pipeline.input().resolveSibling("a b%20[c]{d}*?ü'");
        Files.createDirectories(odd.resolve("in"));
        Files.writeString(odd.resolve("in/a.csv"), TestPipeline.content(event(1)));
        String[] folders = {
            "--input", odd.resolve("in").toString(),
            "--archive", odd.resolve("archive").toString(),
            "--quarantine", odd.resolve("quarantine").toString(),
            "--checkpoint", odd.resolve("checkpoints").toString()
        };
        pipeline.runOnce(folders);
        pipeline.runOnce(folders);
        LedgerRow row = pipeline.ledger().get(0);
        assertThat(row.state()).isEqualTo("archived");
        assertThat(odd.resolve("archive").resolve(row.archivePath())).hasContent(TestPipeline.content(event(1)));
        assertThat(odd.resolve("checkpoints/offsets/0")).exists();
        // It lies where the check after the test does not look.
        pipeline.execute("UPDATE ingested_files SET archived_at = NULL");
    }

    @Test
    void nameThatIsNoUtf8IsReportedAndHoldsUpNothing() throws Exception {
        Files.createDirectories(pipeline.input());
        shell("printf x > \"$(printf 'caf\\351.csv')\"");
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1");
        assertThat(pipeline.log().of("WARN"))
                .singleElement()
                .asString()
                .contains("Left ", "its name is not valid UTF-8");
        shell("rm ./*.csv");
    }

    @Test
    void whatIsNoFileIsLeftReportedOnceAndHoldsUpNothing() throws Exception {
        Path outside = pipeline.input().resolveSibling("outside");
        Files.createDirectories(pipeline.input().resolve("folder.csv"));
        Files.writeString(outside, TestPipeline.content(event(9)));
        Files.createSymbolicLink(pipeline.input().resolve("link.csv"), outside);
        Files.createSymbolicLink(pipeline.input().resolve("dangling.csv"), Path.of("nowhere"));
        shell("mkfifo pipe.csv");
        RunningJob job = pipeline.start();
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        pipeline.deliver("b.csv", event(2));
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "b.csv: read=1 inserted=1");
        assertThat(pipeline.inputFiles()).containsExactly("dangling.csv", "folder.csv", "link.csv", "pipe.csv");
        assertThat(pipeline.log().of("WARN"))
                .hasSize(4)
                .anyMatch(line -> line.contains("Left folder.csv ") && line.contains("it is a folder"))
                .anyMatch(line -> line.contains("Left link.csv ") && line.contains("it is a symbolic link"))
                .anyMatch(line -> line.contains("Left dangling.csv ") && line.contains("it is a symbolic link"))
                .anyMatch(line -> line.contains("Left pipe.csv ") && line.contains("it is no regular file"));
    }

    @Test
    void fileIsFoundInAFolderThatTookThePlaceOfTheOldOne() throws Exception {
        RunningJob job = pipeline.start();
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        Path old = pipeline.input().resolveSibling("old");
        Files.move(pipeline.input(), old);
        Files.createDirectory(pipeline.input());
        pipeline.deliver("b.csv", event(2));
        pipeline.awaitArchived(2);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts()).containsExactly("a.csv: read=1 inserted=1", "b.csv: read=1 inserted=1");
    }

    @Test
    void microBatchesThatFollowOneAnotherFastAreArchivedSoonAlsoWhereTheNextLookIsLateAndNoneIsOfferedTwice()
            throws Exception {
        for (int file = 0; file < 20; file++) {
            pipeline.deliver(file + ".csv", event(file));
        }
        pipeline.start("--trigger", "1h", "--drain", "--max-files-per-trigger", "1");
        pipeline.awaitArchived(20);
        assertThat(pipeline.counts()).allMatch(counts -> counts.endsWith("read=1 inserted=1"));
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void unfinishedAndHiddenFilesAreLeftAndOthersThatNobodyTakesAreTold() throws Exception {
        List<String> names = List.of(
                ".hidden.csv", "_underscore.csv", "a.csv._COPYING_", "a.csv.gz.tmp", "a.csv.tmp", "a.json", "csv");
        for (String name : names) {
            pipeline.deliver(name, event(1));
        }
        RunningJob job = pipeline.start();
        TestPipeline.await().until(() -> pipeline.rows("SELECT files_held, note FROM pipeline_status")
                .contains("2|null"));
        pipeline.deliver("b.csv", event(2));
        pipeline.awaitArchived(1);
        assertThat(job.stop()).isZero();
        assertThat(pipeline.counts()).containsExactly("b.csv: read=1 inserted=1");
        assertThat(pipeline.inputFiles()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(pipeline.log().of("WARN"))
                .as("each that nobody takes is told once, and none that asks for it by its name")
                .hasSize(2)
                .allMatch(line -> line.contains("expected a name that ends in .csv, .csv.gz"))
                .anyMatch(line -> line.contains("Left a.json "))
                .anyMatch(line -> line.contains("Left csv "));
    }

    @Test
    void oldestFileIsLoadedFirstAndOfEquallyOldOnesTheFirstByName() throws Exception {
        Instant time = Instant.parse("2026-02-03T04:05:06Z");
        byte[] content = TestPipeline.content(event(1)).getBytes(UTF_8);
        pipeline.deliver("a.csv", content, time.plusMillis(1));
        pipeline.deliver("z.csv", content, time.minusSeconds(1));
        pipeline.deliver("c.csv", content, time);
        pipeline.deliver("b.csv", content, time);
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertThat(pipeline.ledger()).extracting(LedgerRow::path).containsExactly("z.csv", "b.csv", "c.csv", "a.csv");
    }

    @Test
    void noTimeOfAFileStopsTheStream() throws Exception {
        pipeline.deliver("2099.csv", bytes(event(1)), Instant.parse("2099-12-31T23:59:59.999Z"));
        pipeline.deliver("1970.csv", bytes(event(2)), Instant.EPOCH.plusMillis(1));
        pipeline.runOnce("--max-files-per-trigger", "1", "--settle", "200ms");
        pipeline.deliver("now.csv", event(3));
        pipeline.runOnce();
        assertThat(pipeline.ledger()).extracting(LedgerRow::path).containsExactly("1970.csv", "2099.csv", "now.csv");
        assertThat(pipeline.rows("SELECT modified_at AT TIME ZONE 'UTC' FROM ingested_files ORDER BY file_id LIMIT 2"))
                .containsExactly("1970-01-01 00:00:00.001", "2099-12-31 23:59:59.999");
    }

    /** Memory file systems, XFS and ZFS keep times that PostgreSQL has no room for. */
    @Test
    void noTimeThatADatabaseCannotHoldStopsTheStream() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeThat(memory).isDirectory().isWritable();
        Path input = Files.createTempDirectory(memory, "tidegate-test-");
        try {
            List<String> dates = List.of("@253402300800", "@9999999999999", "@-62135596801", "@-9999999999999");
            List<String> names = new ArrayList<>();
            for (String date : dates) {
                String name = "at " + date + ".csv";
                Files.writeString(input.resolve(name), TestPipeline.content(event(names.size())));
                run(input, "touch", "-d", date, name);
                names.add(name + ": read=1 inserted=1");
            }
            Files.writeString(input.resolve("now.csv"), TestPipeline.content(event(9)));
            names.add("now.csv: read=1 inserted=1");
            // Moved to a file system that has no room for these times either, so some look replaced and are loaded
            // again.
            pipeline.runOnce("--input", input.toString(), "--max-files-per-trigger", "2");
            assertThat(pipeline.counts()).containsAll(names);
            assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("5");
            assertThat(input).isDirectoryNotContaining("glob:**.csv");
        } finally {
            run(memory, "rm", "-r", input.toString());
        }
    }

    /** A move to another file system: copied, then taken away. */
    @Test
    void archiveOnAnotherFileSystemGetsTheFileWithItsTime() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeThat(memory).isDirectory().isWritable();
        assumeThat(Files.getFileStore(memory)).isNotEqualTo(Files.getFileStore(Path.of("/tmp")));
        Path input = Files.createTempDirectory(memory, "tidegate-test-");
        try {
            Files.writeString(input.resolve("a.csv"), TestPipeline.content(event(1)));
            Instant modified = Files.getLastModifiedTime(input.resolve("a.csv")).toInstant();
            pipeline.runOnce("--input", input.toString());
            LedgerRow row = pipeline.ledger().get(0);
            assertThat(row.state()).isEqualTo("archived");
            assertThat(Files.getLastModifiedTime(pipeline.archive().resolve(row.archivePath()))
                            .toMillis())
                    .isEqualTo(modified.toEpochMilli());
            assertThat(input).isDirectoryNotContaining("glob:**.csv");
        } finally {
            run(memory, "rm", "-r", input.toString());
        }
    }

    @Test
    void thousandsOfSmallFilesAreLoadedInAFewMicroBatches() throws Exception {
        int files = 2000;
        Files.createDirectories(pipeline.input());
        for (int i = 0; i < files; i++) {
            Files.writeString(pipeline.input().resolve(i + ".csv"), TestPipeline.content(event(i), event(i % 100)));
        }
        pipeline.runOnce("--max-files-per-trigger", "500");
        assertThat(pipeline.rows("SELECT count(*), count(DISTINCT batch_id), sum(records_read) FROM ingested_files"))
                .containsExactly("2000|4|4000");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("2000");
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void microBatchEndsWhereItsBytesWouldBeTooMany() throws Exception {
        for (int i = 0; i < 4; i++) {
            pipeline.deliver(i + ".csv", event(i));
        }
        long size = Files.size(pipeline.input().resolve("0.csv"));
        pipeline.runOnce("--max-files-per-trigger", "100", "--max-bytes-per-trigger", Long.toString(2 * size + 1));
        assertThat(pipeline.rows("SELECT files FROM ingest_batches ORDER BY batch_id"))
                .containsExactly("2", "2");
        pipeline.deliver("5.csv", event(5), event(6), event(7));
        pipeline.deliver("6.csv", event(8));
        pipeline.runOnce("--max-files-per-trigger", "100", "--max-bytes-per-trigger", "1");
        assertThat(pipeline.rows("SELECT files FROM ingest_batches ORDER BY batch_id OFFSET 2"))
                .as("a file that is larger is a micro-batch by itself")
                .containsExactly("1", "1");
    }

    private static byte[] bytes(EventLine... events) {
        return TestPipeline.content(events).getBytes(UTF_8);
    }

    private void shell(String command) throws IOException, InterruptedException {
        run(pipeline.input(), "bash", "-c", command);
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).as("exit status of %s", List.of(command)).isZero();
    }
}
