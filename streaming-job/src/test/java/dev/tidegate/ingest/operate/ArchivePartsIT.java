package dev.tidegate.ingest.operate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files of zip archives, for the operator: each is named, checked, replayed and exported by itself. */
class ArchivePartsIT {

    private static final String LINE =
            "{\"id\":\"00000000-0000-0000-0000-%012d\",\"user\":7,\"type\":\"%s\",\"sku\":\"A\",\"price\":1.5,\"at\":\"2026-01-01T00:00:00Z\"}\n";

    @RegisterExtension
    private final Operated pipeline = new Operated();

    private static byte[] zip(String... namesAndContents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(namesAndContents[i + 1].getBytes(UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private String mapping(String name, String words) throws IOException {
        return Files.writeString(pipeline.home().resolve(name), """
                        files: '*.jsonl'
                        form: json_lines
                        columns: {event_id: id, user_id: user, event_type: type, product_id: sku, timestamp: at}
                        event_types: {%s}
                        """.formatted(words))
                .toString();
    }

    @Test
    void aPartIsCheckedReplayedAndItsRejectsAreExportedByItsOwnName() throws Exception {
        String first = mapping("first.yaml", "purchase: buy");
        byte[] archive = zip(
                "1.jsonl",
                LINE.formatted(1, "purchase") + LINE.formatted(2, "Großer Kauf"),
                "sub/2.jsonl",
                LINE.formatted(3, "view"),
                "readme.txt",
                "no CSV");
        Path delivered = pipeline.deliver("day.zip", archive);
        assertThat(Operated.plain("check", "--mapping", first, delivered.toString())
                        .out())
                .contains("day.zip!1.jsonl: 2 read, 1 accepted, 0 filtered, 1 rejected")
                .contains("day.zip!sub!2.jsonl: 1 read, 1 accepted")
                .contains("day.zip!readme.txt: would go to quarantine: missing_column");
        pipeline.load("--mapping", first);
        assertThat(pipeline.rows(
                        "SELECT path, state, records_read, inserted, rejected FROM ingested_files ORDER BY path"))
                .containsExactlyInAnyOrder(
                        "day.zip!1.jsonl|archived|2|1|1",
                        "day.zip!readme.txt|quarantined|0|0|0",
                        "day.zip!sub!2.jsonl|archived|1|1|0",
                        "day.zip.unpacked|archived|0|0|0");
        assertThat(pipeline.tidegate("files", "day.zip*").out())
                .contains("day.zip!1.jsonl", "day.zip!sub!2.jsonl", "day.zip!readme.txt", "day.zip.unpacked");

        Path to = pipeline.home().resolve("exported");
        pipeline.tidegate("rejects", "export", "--to", to.toString(), "--mapping", first);
        try (var files = Files.list(to)) {
            assertThat(files.toList()).singleElement().satisfies(file -> assertThat(file)
                    .hasContent(LINE.formatted(2, "Großer Kauf").strip()));
        }
        String second = mapping("second.yaml", "purchase: buy, Großer Kauf: buy");
        assertThat(pipeline.tidegate("replay", "day.zip!1.jsonl", "--mapping", second)
                        .out())
                .contains("Done: 1 inserted, 0 updated");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("3");
        assertThat(pipeline.tidegate("verify", "--mapping", second).out()).doesNotContain("GAP");

        pipeline.deliver("day.zip", archive);
        pipeline.load("--mapping", second);
        assertThat(pipeline.rows("SELECT sum(inserted), sum(updated), sum(unchanged) FROM ingested_files"
                        + " WHERE file_id > (SELECT max(file_id) FROM ingested_files WHERE replay_of IS NOT NULL)"))
                .containsExactly("0|0|3");
        assertThat(pipeline.rows("SELECT count(*) FROM raw_events")).containsExactly("3");
    }
}
