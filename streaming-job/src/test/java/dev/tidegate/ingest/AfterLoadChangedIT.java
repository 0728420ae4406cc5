package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidegate.ingest.operate.TidegateCommand;
import dev.tidegate.ingest.operate.console.ExitCodes;
import dev.tidegate.postgres.Login;
import dev.tidegate.postgres.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of loaded files is changed from one start to the next: what was done before is not forgotten. */
class AfterLoadChangedIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private int verifyPuttingBack() throws IOException {
        Login operator = pipeline.database().operator();
        Path password = pipeline.input().resolveSibling("operator");
        Files.writeString(password, operator.password());
        PrintWriter out = new PrintWriter(new StringWriter(), true);
        return TidegateCommand.run(
                out,
                out,
                "verify",
                "--put-back",
                "--after-load=leave",
                "--jdbc-url=" + pipeline.database().jdbcUrl(),
                "--user=" + operator.user(),
                "--password-file=" + password,
                "--input=" + pipeline.input(),
                "--archive=" + pipeline.archive(),
                "--quarantine=" + pipeline.quarantine());
    }

    private TestServer server() throws IOException {
        TestServer server = pipeline.database().server();
        assumeThat(server.supportsCrash()).isTrue();
        return server;
    }

    @Test
    @Tag("server")
    @Tag("long")
    void whatWasDeletedAndIsLostIsToldWhateverBecomesOfFilesNow() throws Exception {
        TestServer server = server();
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce("--after-load", "delete");
        server.keepCopy();
        pipeline.deliver("b.csv", event(2));
        pipeline.runOnce("--after-load", "delete");
        assertThat(pipeline.archive().resolve(TestPipeline.MARK)).content().contains("deleted_up_to=2\n");
        server.goBack(false);
        for (String now : List.of("leave", "move", "delete")) {
            assertThat(pipeline.run("--after-load", now)).as(now).isEqualTo(3);
        }
        assertThat(pipeline.log().of("ERROR"))
                .hasSize(3)
                .allMatch(line -> line.contains("it ends with file 1 of ")
                        && line.contains("were deleted then (--after-load delete) and cannot be put back"));
        pipeline.deliver("c.csv", event(3));
        pipeline.runOnce("--after-load", "leave", "--put-back-missing");
        assertThat(pipeline.rows("SELECT path, file_id > 2 FROM ingested_files ORDER BY file_id"))
                .containsExactly("a.csv|f", "c.csv|t");
        pipeline.runOnce("--after-load", "move", "--put-back-missing");
        assertThat(pipeline.log().of("WARN"))
                .filteredOn(line -> line.contains("what it lost was deleted, but for what lies in the input folder"))
                .hasSize(2);
        pipeline.runOnce("--after-load", "move");
        pipeline.runOnce("--after-load", "delete");
    }

    @Test
    @Tag("server")
    @Tag("long")
    void whatWasMovedAndIsLostIsToldWhereFilesAreLeftNow() throws Exception {
        TestServer server = server();
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        pipeline.deliver("b.csv", event(2));
        pipeline.runOnce("--after-load", "delete");
        server.keepCopy();
        pipeline.deliver("c.csv", event(3));
        pipeline.runOnce();
        server.goBack(false);
        pipeline.deliver("d.csv", event(4));

        assertThat(pipeline.run("--after-load", "leave", "--put-back-missing")).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains("are not in its ledger: 1; it ends with file 2 of ", "-c.csv. ", "writes into no folder");
        assertThat(pipeline.inputFiles()).containsExactly("d.csv");
        assertThat(verifyPuttingBack()).isEqualTo(ExitCodes.PROBLEMS);
        pipeline.runOnce("--after-load", "leave");
        assertThat(pipeline.rows("SELECT path, file_id > 3 FROM ingested_files ORDER BY file_id"))
                .containsExactly("a.csv|f", "b.csv|f", "recovered-3-c.csv|t", "d.csv|t");
        pipeline.runOnce();
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    void inputFolderOfAnotherStreamOrDatabaseIsNotReadEither() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce();
        pipeline.deliver("b.csv", event(2));
        Path mark = pipeline.input().resolve(TestPipeline.MARK);
        String own = Files.readString(mark);
        Files.writeString(mark, own.replace("stream=events", "stream=orders"));
        assertThat(pipeline.run("--after-load", "leave")).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains("/input for stream events: the files of stream orders are in it");
        Files.writeString(mark, own.replaceFirst("pipeline=.*", "pipeline=0-0"));
        assertThat(pipeline.run("--after-load", "leave")).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR"))
                .last()
                .asString()
                .contains("/input: it belongs to another database (pipeline 0-0 ");
        assertThat(pipeline.states()).containsExactly("a.csv: archived");
        Files.writeString(mark, own);
        pipeline.runOnce("--after-load", "leave");
        assertThat(pipeline.states()).containsExactly("a.csv: archived", "b.csv: loaded");
    }

    @Test
    void rowsOfLeftFilesAreNotClosedForAFolderInWhichNoneOfThemLies() throws Exception {
        pipeline.deliver("a.csv", event(1));
        pipeline.deliver("b.csv", event(2));
        pipeline.runOnce("--after-load", "leave");
        Path other = Files.createDirectories(pipeline.input().resolveSibling("input2"));
        Files.writeString(other.resolve("c.csv"), TestPipeline.content(event(3)));
        for (String now : List.of("delete", "move")) {
            assertThat(pipeline.run("--input", other.toString(), "--after-load", now))
                    .isEqualTo(3);
        }
        assertThat(pipeline.log().of("ERROR"))
                .hasSize(2)
                .allMatch(line -> line.contains("input2: files that the ledger has as loaded and left in the input"
                                + " folder: 2, and none of them lies there, such as b.csv (file id 2). Is it mounted")
                        && line.contains("make an empty file .tidegate in it"));
        assertThat(other).isDirectoryNotContaining("glob:**.tidegate");
        assertThat(pipeline.states()).containsExactly("a.csv: loaded", "b.csv: loaded");
        pipeline.runOnce("--after-load", "leave");
        assertThat(pipeline.counts()).hasSize(2);

        Files.createFile(other.resolve(TestPipeline.MARK));
        pipeline.runOnce("--input", other.toString(), "--after-load", "delete");
        assertThat(pipeline.log().of("WARN"))
                .filteredOn(line -> line.contains("Files that were loaded and are not in "))
                .singleElement()
                .asString()
                .contains("input2 any more, or not as they were: 2, such as a.csv (file id 1)");
        assertThat(pipeline.states()).containsExactly("a.csv: archived", "b.csv: archived", "c.csv: archived");
        assertThat(other).isDirectoryNotContaining("glob:**.csv");
        assertThat(pipeline.inputFiles()).containsExactly("a.csv", "b.csv");
    }

    @Test
    void whatItsProducerTookAwayIsToldInOneLineAndTheOthersAreMoved() throws Exception {
        for (int file = 1; file <= 3; file++) {
            pipeline.deliver(file + ".csv", event(file));
        }
        pipeline.runOnce("--after-load", "leave");
        Files.delete(pipeline.input().resolve("1.csv"));
        Files.delete(pipeline.input().resolve("2.csv"));
        pipeline.runOnce("--after-load", "move");
        assertThat(pipeline.log().of("WARN"))
                .filteredOn(line -> line.contains("cannot be archived"))
                .singleElement()
                .asString()
                .contains("1.csv (file id 1) cannot be archived: it went away after it was loaded")
                .endsWith(". So it is with 2 files");
        assertThat(pipeline.inputFiles()).isEmpty();
        assertThat(pipeline.rows("SELECT path FROM ingested_files WHERE archive_path IS NOT NULL"))
                .containsExactly("3.csv");
    }

    @Test
    void archiveThatWasBeingTakenApartIsLeftAloneInAFolderThatNobodyWritesInto() throws Exception {
        Map<String, String> two = new LinkedHashMap<>();
        two.put("1.csv", TestPipeline.content(event(1)));
        two.put("2.csv", TestPipeline.content(event(2)));
        byte[] zip = ArchiveOfFilesIT.zip(two);
        Instant modified = Instant.parse("2026-03-01T10:00:00Z");
        String attempt = "%012x12345678".formatted(modified.toEpochMilli());
        List<String> begun = List.of(
                ".unpacked-%016x-%016x-%s-a.zip".formatted(zip.length, modified.toEpochMilli(), attempt),
                ".unpacking-" + attempt + "-a.zip!2.csv",
                "a.zip!1.csv");
        pipeline.deliver(begun.get(0), zip, modified);
        pipeline.deliver(begun.get(1), two.get("2.csv").getBytes(UTF_8), modified);
        pipeline.deliver(begun.get(2), two.get("1.csv").getBytes(UTF_8), modified);
        two.put("3.csv", TestPipeline.content(event(3)));
        pipeline.deliver("a.zip", ArchiveOfFilesIT.zip(two));

        pipeline.runOnce("--after-load", "leave");
        assertThat(pipeline.states()).containsExactlyInAnyOrder("a.zip!1.csv: loaded", "a.zip: quarantined");
        assertThat(pipeline.inputFiles()).contains("a.zip").containsAll(begun);
        assertThat(pipeline.log().of("WARN"))
                .filteredOn(line -> line.contains("was being taken apart"))
                .singleElement()
                .asString()
                .contains("a.zip was being", "Start the job once with --after-load move");

        pipeline.runOnce();
        assertThat(pipeline.states())
                .containsExactlyInAnyOrder(
                        "a.zip!1.csv: archived",
                        "a.zip: quarantined",
                        "a.zip!2.csv: archived",
                        "a.zip.unpacked: archived");
        assertThat(pipeline.inputFiles()).isEmpty();
    }
}
