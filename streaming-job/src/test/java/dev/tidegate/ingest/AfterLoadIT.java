package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.operate.TidegateCommand;
import dev.tidegate.postgres.Login;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of files when they are loaded: deleted, or left in a folder that nobody writes into. */
@Tag("long")
class AfterLoadIT {

    private static final String BAD = "nothing,that,is,known\n1,2,3,4\n";

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private static List<String> filesIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.equals(TestPipeline.MARK))
                    .sorted()
                    .toList();
        }
    }

    private String tidegate(int status, String... command) throws IOException {
        StringWriter said = new StringWriter();
        assertThat(run(said, command)).as(said.toString()).isEqualTo(status);
        return said.toString();
    }

    /** No job runs: it ends with 3. */
    private String status(String... options) throws IOException {
        StringWriter said = new StringWriter();
        List<String> all = new ArrayList<>(List.of("status"));
        all.addAll(List.of(options));
        assertThat(run(said, all, List.of())).as(said.toString()).isEqualTo(3);
        return said.toString();
    }

    private int run(StringWriter said, String... command) throws IOException {
        return run(
                said,
                List.of(command),
                List.of(
                        "--input",
                        pipeline.input().toString(),
                        "--archive",
                        pipeline.archive().toString(),
                        "--quarantine",
                        pipeline.quarantine().toString()));
    }

    private int run(StringWriter said, List<String> command, List<String> folders) throws IOException {
        Login operator = pipeline.database().operator();
        Path password = pipeline.input().resolveSibling("operator");
        Files.writeString(password, operator.password());
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("--jdbc-url", pipeline.database().jdbcUrl(), "--user", operator.user()));
        all.addAll(List.of("--password-file", password.toString()));
        all.addAll(folders);
        PrintWriter out = new PrintWriter(said, true);
        return TidegateCommand.run(out, out, all.toArray(String[]::new));
    }

    @Test
    void loadedFilesAreDeletedAndRefusedOnesGoToQuarantine() throws Exception {
        Map<String, String> two = new LinkedHashMap<>();
        two.put("1.csv", TestPipeline.content(event(8)));
        two.put("2.csv", TestPipeline.content(event(9)));
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("shop/b.csv", event(2));
        pipeline.deliver("bad.csv", BAD);
        pipeline.deliver("two.zip", ArchiveOfFilesIT.zip(two));
        pipeline.runOnce("--after-load", "delete", "--recursive");

        assertThat(pipeline.states())
                .containsExactlyInAnyOrder(
                        "a.csv: archived",
                        "shop/b.csv: archived",
                        "bad.csv: quarantined",
                        "two.zip!1.csv: archived",
                        "two.zip!2.csv: archived",
                        "two.zip.unpacked: archived");
        assertThat(filesIn(pipeline.input())).isEmpty();
        assertThat(filesIn(pipeline.archive())).isEmpty();
        assertThat(filesIn(pipeline.quarantine())).singleElement().asString().endsWith("-bad.csv");
        assertThat(pipeline.rows("SELECT DISTINCT state, removed_at IS NULL, archive_path IS NULL FROM ingested_files"))
                .containsExactlyInAnyOrder("archived|f|t", "quarantined|t|f");
        assertThat(tidegate(0, "verify")).contains("ok   files");
        assertThat(tidegate(0, "files")).contains("removed");
        assertThat(tidegate(1, "replay", "a.csv")).contains("it was removed at");

        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce("--after-load", "delete");
        assertThat(pipeline.counts()).last().isEqualTo("a.csv: read=1 unchanged=1");
    }

    @Test
    void filesStayInAFolderThatNobodyWritesInto() throws Exception {
        Map<String, String> two = new LinkedHashMap<>();
        two.put("1.csv", TestPipeline.content(event(8)));
        two.put("2.csv", TestPipeline.content(event(9)));
        pipeline.deliver("a.csv", event(1), event(2).price("free"));
        pipeline.deliver("b.csv", event(3));
        pipeline.deliver("bad.csv", BAD);
        pipeline.deliver("two.zip", ArchiveOfFilesIT.zip(two));
        List<String> before = List.of("a.csv", "b.csv", "bad.csv", "two.zip");
        String[] leave = {"--after-load", "leave"};
        Instant changed = Files.getLastModifiedTime(pipeline.input()).toInstant();
        Files.setPosixFilePermissions(pipeline.input(), PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            pipeline.runOnce(leave);
            assertThat(pipeline.states())
                    .containsExactlyInAnyOrder(
                            "a.csv: loaded", "b.csv: loaded", "bad.csv: quarantined", "two.zip: quarantined");
            assertThat(pipeline.log().of("WARN"))
                    .anyMatch(line -> line.contains("bad.csv cannot be loaded, and stays where it is: "));
            pipeline.runOnce(leave);
            delete(pipeline.checkpoint());
            pipeline.runOnce(leave);
            assertThat(pipeline.counts()).hasSize(4);
            StringWriter doctor = new StringWriter();
            run(doctor, "doctor", "--after-load", "leave");
            assertThat(doctor.toString()).contains("can be read, and has files").doesNotContain("cannot write");
            assertThat(filesIn(pipeline.input())).isEqualTo(before);
            // Nothing was made or renamed there, also where the system would let this user do it.
            assertThat(Files.getLastModifiedTime(pipeline.input()).toInstant()).isEqualTo(changed);
            assertThat(pipeline.archive()).doesNotExist();
            assertThat(pipeline.quarantine()).doesNotExist();
            assertThat(tidegate(0, "verify", "--after-load", "leave"))
                    .contains("4 files that the ledger has", "0 files wait in the input folder");
            assertThat(status("--after-load", "leave"))
                    .contains("Waiting      0 files, when last looked\n", "4 files, 3 records read");
            assertThat(status()).contains("; 4 loaded and still in the input folder");
            assertThat(tidegate(0, "files", "--after-load", "leave")).contains("input");
            assertThat(tidegate(0, "replay", "b.csv", "--dry-run", "--after-load", "leave"))
                    .contains("b.csv");
        } finally {
            Files.setPosixFilePermissions(pipeline.input(), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        pipeline.deliver("b.csv", event(4));
        pipeline.deliver("bad.csv", event(5));
        assertThat(tidegate(0, "verify", "--after-load", "leave")).contains("2 files wait in the input folder");
        pipeline.runOnce(leave);
        assertThat(pipeline.counts()).hasSize(6).endsWith("b.csv: read=1 inserted=1", "bad.csv: read=1 inserted=1");
        assertThat(tidegate(0, "verify", "--after-load", "leave"))
                .contains("not 2 files that the producer has taken away");

        pipeline.runOnce("--after-load", "move");
        assertThat(filesIn(pipeline.input())).isEmpty();
        assertThat(filesIn(pipeline.archive())).hasSize(3);
    }

    @Test
    void rejectsOfAFileThatItsProducerReplacedAreNotExported() throws Exception {
        Path file = pipeline.input().resolve("a.csv");
        Path to = pipeline.input().resolveSibling("exported");
        String[] export = {"rejects", "export", "--to", to.toString(), "--after-load", "leave"};
        pipeline.deliver("a.csv", event(1), event(2).price("free"));
        pipeline.deliver("b.csv", event(3), event(4).price("dear"));
        pipeline.runOnce("--after-load", "leave");
        assertThat(tidegate(0, export)).contains("2 rejects in ");
        delete(to);

        byte[] delivered = Files.readAllBytes(file);
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, TestPipeline.content(event(1), event(2).price("gift")));
        Files.setLastModifiedTime(file, time);
        assertThat(tidegate(1, export))
                .contains("1 reject in ", "Not exported: 1 a.csv: ", "its producer replaced it", "SHA-256");
        assertThat(filesIn(to)).hasSize(1);
        assertThat(Files.readString(to.resolve(filesIn(to).get(0))))
                .contains("dear")
                .doesNotContain("gift", "free");
        delete(to);

        Files.writeString(file, TestPipeline.content(event(9), event(1), event(2).price("gift")));
        assertThat(tidegate(1, export)).contains("1 reject in ", "its producer replaced it", "bytes");
        delete(to);
        Files.delete(file);
        assertThat(tidegate(1, export)).contains("Not exported: 1 a.csv: ", "its producer took it away");
        Files.write(file, delivered);
        Files.setLastModifiedTime(file, time);
    }

    @Test
    void runningJobTakesWhatComesAndNothingTwice() throws Exception {
        pipeline.deliver("a.csv", event(1));
        RunningJob job = pipeline.start("--after-load", "leave", "--recursive");
        TestPipeline.await().untilAsserted(() -> assertThat(pipeline.counts()).hasSize(1));
        for (int file = 2; file <= 6; file++) {
            pipeline.deliver("shop-" + file + "/a.csv", event(file));
            int count = file;
            TestPipeline.await()
                    .untilAsserted(() -> assertThat(pipeline.counts()).hasSize(count));
        }
        assertThat(job.stop()).isZero();
        assertThat(pipeline.rows("SELECT count(*), count(DISTINCT path) FROM ingested_files"))
                .containsExactly("6|6");
        assertThat(filesIn(pipeline.input())).hasSize(6);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
