package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidegate.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine.ParameterException;

/** Files in folders below the input folder: what becomes of them is what becomes of those that lie in it. */
@Tag("long")
class RecursiveIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private List<String> kept(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.equals(TestPipeline.MARK))
                    .map(name -> name.replaceFirst("^[0-9-]{10}/", "").replaceFirst("(^|/)[0-9]+(~0-/|-)", "$1"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void filesKeepTheirPathsInLedgerArchiveAndQuarantine() throws Exception {
        Map<String, String> two = new LinkedHashMap<>();
        two.put("1.csv", TestPipeline.content(event(8)));
        two.put("in/2.csv", TestPipeline.content(event(9)));
        pipeline.deliver("top.csv", event(1));
        pipeline.deliver("shop 1/2026/ü%20+.csv", event(2), event(3).price("free"));
        pipeline.deliver("shop 1/top.csv", event(4));
        pipeline.deliver("shop 1/headless.csv", "nothing,that,is,known\n1,2,3,4\n");
        pipeline.deliver("shop 2/two.zip", ArchiveOfFilesIT.zip(two));
        pipeline.deliver("_temporary/0/half.csv", event(90));
        pipeline.deliver("shop 2/.hidden/half.csv", event(91));
        Files.createSymbolicLink(pipeline.input().resolve("shop 2/loop"), pipeline.input());
        pipeline.runOnce("--recursive");

        assertThat(pipeline.states())
                .containsExactlyInAnyOrder(
                        "top.csv: archived",
                        "shop 1/2026/ü%20+.csv: archived",
                        "shop 1/top.csv: archived",
                        "shop 1/headless.csv: quarantined",
                        "shop 2/two.zip!1.csv: archived",
                        "shop 2/two.zip!in!2.csv: archived",
                        "shop 2/two.zip.unpacked: archived");
        assertThat(kept(pipeline.archive()))
                .containsExactly(
                        "shop 1/2026/ü%20+.csv",
                        "shop 1/top.csv",
                        "shop 2/two.zip!1.csv",
                        "shop 2/two.zip!in!2.csv",
                        "shop 2/two.zip.unpacked",
                        "top.csv");
        assertThat(kept(pipeline.quarantine())).containsExactly("shop 1/headless.csv");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("5");
        assertThat(kept(pipeline.input())).containsExactly("_temporary/0/half.csv", "shop 2/.hidden/half.csv");
        assertThat(pipeline.input().resolve("shop 1/2026")).isEmptyDirectory();

        pipeline.deliver("shop 1/top.csv", event(4));
        pipeline.runOnce();
        assertThat(pipeline.counts()).hasSize(7);
        assertThat(pipeline.log().of("WARN")).anyMatch(line -> line.contains("Left shop 1 in "));
        pipeline.runOnce("--recursive");
        assertThat(pipeline.counts()).last().isEqualTo("shop 1/top.csv: read=1 unchanged=1");
    }

    @Test
    void folderThatAppearsWhileTheJobRunsIsLookedInto() throws Exception {
        RunningJob job = pipeline.start("--recursive");
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        pipeline.deliver("new/deep/b.csv", event(2));
        pipeline.awaitArchived(2);
        Files.delete(pipeline.input().resolve("new/deep"));
        Files.delete(pipeline.input().resolve("new"));
        pipeline.deliver("new/c.csv", event(3));
        pipeline.awaitArchived(3);
        assertThat(job.stop()).isZero();
        assertThat(kept(pipeline.archive())).containsExactly("a.csv", "new/c.csv", "new/deep/b.csv");
    }

    @Test
    void foldersOfTheJobItselfMustNotLieBelowTheInputFolder() {
        for (String folder : List.of("--archive", "--quarantine", "--checkpoint")) {
            String below = pipeline.input().resolve("x/y").toString();
            assertThatThrownBy(() -> pipeline.run("--recursive", folder, below))
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining("lies below")
                    .hasMessageContaining("--recursive");
        }
    }

    @Test
    @Tag("server")
    @Tag("long")
    void whatADatabaseLostIsPutBackWhereItCameFrom() throws Exception {
        TestServer server = pipeline.database().server();
        assumeThat(server.supportsCrash()).isTrue();
        pipeline.deliver("a.csv", event(1));
        pipeline.runOnce("--recursive");
        server.keepCopy();
        pipeline.deliver("shop/1/b.csv", event(2));
        pipeline.deliver("c.csv", event(3));
        // A folder that is called as a file of the archive, and a file with a name that fits nowhere else.
        String longest = "d".repeat(251) + ".csv";
        pipeline.deliver("1-a.csv/" + longest, event(4));
        pipeline.runOnce("--recursive");
        assertThat(kept(pipeline.archive())).contains("~1-a.csv/" + longest);
        Files.delete(pipeline.input().resolve("shop/1"));
        server.goBack(false);

        assertThat(pipeline.run("--put-back-missing")).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR")).anyMatch(line -> line.contains("Start the job with --recursive"));
        pipeline.runOnce("--put-back-missing", "--recursive");
        assertThat(pipeline.states())
                .containsExactly(
                        "a.csv: archived",
                        "shop/1/recovered-2-b.csv: archived",
                        "recovered-3-c.csv: archived",
                        "1-a.csv/recovered-4-/" + longest + ": archived");
        assertThat(kept(pipeline.archive()))
                .containsExactly(
                        "a.csv", "recovered-3-c.csv", "shop/1/recovered-2-b.csv", "~1-a.csv/recovered-4-/" + longest);
        assertThat(pipeline.input().resolve("1-a.csv")).isEmptyDirectory();
    }

    @Test
    void bytesOfEachFileAreKeptAsTheyWere() throws Exception {
        byte[] bytes = TestPipeline.content(event(1), event(2).price("free")).getBytes(UTF_8);
        pipeline.deliver("x/y/a.csv", bytes);
        pipeline.runOnce("--recursive");
        LedgerRow row = pipeline.ledger().get(0);
        assertThat(row.archivePath()).endsWith("/x/y/1-a.csv");
        assertThat(pipeline.archive().resolve(row.archivePath())).hasBinaryContent(bytes);
        assertThat(row.sha256()).isEqualTo(Invariants.sha256(bytes));
    }

    @Test
    void folderThatWasAnInputFolderItselfIsToldWithWhatToDo() throws Exception {
        pipeline.deliver("shop-1/a.csv", event(1));
        Path shop = pipeline.input().resolve("shop-1");
        pipeline.runOnce("--input", shop.toString());
        pipeline.deliver("shop-1/b.csv", event(2));
        pipeline.runOnce("--recursive");
        assertThat(pipeline.states()).containsExactly("a.csv: archived");
        assertThat(pipeline.log().of("WARN"))
                .filteredOn(line -> line.contains("Left shop-1/ in "))
                .singleElement()
                .asString()
                .contains("/input: it is the folder of a stream itself", "delete .tidegate in it");
        Files.delete(shop.resolve(TestPipeline.MARK));
        pipeline.runOnce("--recursive");
        assertThat(pipeline.states()).containsExactly("a.csv: archived", "shop-1/b.csv: archived");
    }
}
