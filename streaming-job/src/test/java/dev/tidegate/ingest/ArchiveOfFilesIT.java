package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zip archives of several files: each is a file of its own, whatever the others are, and whatever dies. */
class ArchiveOfFilesIT {

    private static final int HALTED = 137;
    private static final LocalDateTime MODIFIED = LocalDateTime.of(2026, 3, 1, 10, 0);

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @TempDir
    private Path folder;

    static byte[] zip(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(MODIFIED); // else the same files would make other bytes each time
                zip.putNextEntry(entry);
                zip.write(file.getValue().getBytes(UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] threeFiles() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("1.csv", TestPipeline.content(event(1), event(2)));
        files.put("in/2.csv", TestPipeline.content(event(3), event(4).price("free")));
        files.put("3.csv", TestPipeline.content(event(5)));
        return zip(files);
    }

    private void assertLoadedOnce() throws Exception {
        assertThat(pipeline.counts())
                .containsExactlyInAnyOrder(
                        "a.zip!1.csv: read=2 inserted=2",
                        "a.zip!in!2.csv: read=2 inserted=1 rejected=1",
                        "a.zip!3.csv: read=1 inserted=1",
                        "a.zip.unpacked: read=0");
        assertThat(pipeline.states()).allMatch(state -> state.endsWith(": archived"));
        assertThat(pipeline.ledger().get(3).path()).isEqualTo("a.zip.unpacked");
        assertThat(pipeline.ledger().get(3).firstError())
                .isEqualTo("taken apart: each of its files has a row of its own");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("4");
        assertThat(pipeline.inputFiles()).allMatch(name -> name.startsWith(".unpacking-"));
        assertThat(pipeline.ledger().get(3).sha256()).isEqualTo(Invariants.sha256(threeFiles()));
    }

    @Test
    void eachFileHasItsRowAndTheArchiveIsMovedBehindThem() throws Exception {
        pipeline.deliver("a.zip", threeFiles());
        pipeline.runOnce("--max-files-per-trigger", "1");
        assertLoadedOnce();
        assertThat(pipeline.inputFiles()).isEmpty();
        assertThat(pipeline.rows("SELECT count(DISTINCT batch_id) FROM ingested_files"))
                .containsExactly("4");
        assertThat(pipeline.rows("SELECT line, byte_offset > 0, convert_from(raw, 'UTF8') LIKE '%,free,%'"
                        + " FROM rejected_events"))
                .containsExactly("3|t|t");

        pipeline.deliver("again.zip", threeFiles());
        pipeline.runOnce();
        assertThat(pipeline.counts()).contains("again.zip!1.csv: read=2 unchanged=2");
    }

    @Test
    void brokenFilesAndThoseThatAreNoneHoldUpNoOther() throws Exception {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("good.csv", TestPipeline.content(event(1)));
        files.put("readme.txt", "This is no CSV\n");
        files.put("inner.zip", new String(zip(Map.of("x.csv", "id\n")), ISO_8859_1));
        files.put("../../etc/b.csv", TestPipeline.content(event(2)));
        files.put("broken.csv", TestPipeline.content(event(3)) + "x".repeat(5000));
        files.put("__MACOSX/._good.csv", "\0\1");
        files.put("empty.csv", "");
        files.put("bomb.csv", "x".repeat(80 << 20));
        byte[] bytes = zip(files);
        int at = new String(bytes, ISO_8859_1).indexOf("broken.csv") + 30;
        bytes[at] ^= 0x55;
        pipeline.deliver("mix.zip", bytes);
        pipeline.deliver("empty.zip", zip(Map.of()));
        pipeline.deliver("book.zip", zip(Map.of("[Content_Types].xml", "<a/>", "xl/workbook.xml", "<a/>")));
        pipeline.deliver("plain.csv", event(9));
        pipeline.runOnce();
        assertThat(pipeline.states())
                .containsExactlyInAnyOrder(
                        "mix.zip!good.csv: archived",
                        "mix.zip!etc!b.csv: archived",
                        "mix.zip!empty.csv: archived",
                        "mix.zip!readme.txt: quarantined",
                        "mix.zip!inner.zip: quarantined",
                        "mix.zip!broken.csv: quarantined",
                        "mix.zip!bomb.csv: quarantined",
                        "mix.zip.unpacked: archived",
                        "empty.zip: quarantined",
                        "book.zip: quarantined",
                        "plain.csv: archived");
        assertThat(reason("mix.zip!readme.txt")).startsWith("missing_column: ");
        assertThat(reason("mix.zip!inner.zip")).contains("a packed file within another");
        assertThat(reason("mix.zip!broken.csv")).startsWith("corrupt_packing: ");
        assertThat(reason("mix.zip!bomb.csv")).startsWith("grows_too_large: ");
        assertThat(reason("empty.zip")).contains("it holds no file");
        assertThat(reason("book.zip")).contains("workbook of Excel").contains("soffice --convert-to csv");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("3");
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    private String reason(String path) throws Exception {
        return pipeline.rows("SELECT first_error FROM ingested_files WHERE path = '%s'".formatted(path))
                .get(0);
    }

    @Test
    void filesHaveTheMappingsOfTheirOwnNamesOrOfTheirArchive() throws Exception {
        String shop = Files.writeString(folder.resolve("shop.yaml"), "files: shop*.txt\ncolumns: {user_id: kunde}\n")
                .toString();
        String all = Files.writeString(folder.resolve("all.yaml"), "files: all*.zip\ncolumns: {user_id: kunde}\n")
                .toString();
        String content = TestPipeline.content(event(1)).replace("user_id", "kunde");
        pipeline.deliver("x.zip", zip(Map.of("in/shop-1.txt", content)));
        pipeline.deliver(
                "all-1.zip",
                zip(Map.of("a.dat", content.replace("0001,", "0002,"), "b.dat", content.replace("0001,", "0003,"))));
        pipeline.deliver("all-2.zip", zip(Map.of("a.dat", content.replace("0001,", "0004,"))));
        pipeline.runOnce("--mapping", shop, "--mapping", all);
        assertThat(pipeline.counts())
                .contains(
                        "x.zip!in!shop-1.txt: read=1 inserted=1",
                        "all-1.zip!a.dat: read=1 inserted=1",
                        "all-1.zip!b.dat: read=1 inserted=1",
                        "all-2.zip: read=1 inserted=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BETWEEN_PARTS:2",
                "AFTER_TAKING_APART",
                "BETWEEN_PUBLISHED_PARTS:2",
                "AFTER_OFFSETS:2",
                "AFTER_COMMIT:2",
                "BETWEEN_MOVES:2",
                "BEFORE_SPARK_COMMIT:3"
            })
    void aJobThatDiesInTheMiddleOfAnArchiveLoadsTheRestAndNothingTwice(String fault) throws Exception {
        pipeline.deliver("a.zip", threeFiles());
        List<String> command = new ArrayList<>(List.of(
                Packaged.SPARK_SUBMIT.toString(),
                "--master",
                "local[2]",
                "--driver-memory",
                "512m",
                "--driver-java-options",
                "-Dtidegate.fault=" + fault,
                "--conf",
                "spark.ui.enabled=false",
                "--class",
                IngestJob.class.getName(),
                Packaged.JAR.toString()));
        command.addAll(pipeline.arguments());
        command.addAll(List.of("--once", "--max-files-per-trigger", "1"));
        Path output = folder.resolve("submit.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().remove("SPARK_HOME");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("the process ended")
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(HALTED);
        } finally {
            process.destroyForcibly();
        }
        pipeline.runOnce("--take-over", "--max-files-per-trigger", "1");
        assertLoadedOnce();
    }
}
