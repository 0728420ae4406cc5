package dev.tidegate.ingest.operate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The operator's commands understand a file by the mapping of the name under which it landed. */
class MappedIT {

    /** Four rows of one key: the first is no event yet, the second none that is kept. */
    private static final String FILE = """
            kunde;product_id;art;price;timestamp
            7;21;großer kauf;1.00;2026-03-01 10:00:00
            7;21;hover;2.00;2026-03-01 10:00:00
            7;21;view;3.00;2026-03-01 10:00:00
            7;21;view;3.00;2026-03-01 10:00:00
            """;

    private static final String ROWS =
            "SELECT event_id, source_line, event_type, price FROM raw_events ORDER BY source_line";

    @RegisterExtension
    private final Operated pipeline = new Operated();

    private String mapping(String name, String... more) throws IOException {
        String common = """
                files: shop-*.txt
                delimiter: ;
                encoding: ISO-8859-1
                columns:
                  user_id: kunde
                  event_type: art
                event_id_from: [kunde, product_id, timestamp]
                """;
        Path file = pipeline.home().resolve(name);
        return Files.writeString(file, common + String.join("\n", more) + "\n").toString();
    }

    @Test
    void replayedRejectGetsTheIdOfItsPlaceAndTakesNoOther() throws Exception {
        String first = mapping("first.yaml");
        String second = mapping("second.yaml", "event_types:", "  Großer Kauf: buy");
        pipeline.deliver("shop-1.txt", FILE.getBytes(ISO_8859_1));
        pipeline.load("--mapping", first);
        assertThat(pipeline.rows("SELECT inserted, filtered, rejected FROM ingested_files"))
                .containsExactly("2|1|1");
        List<String> views = pipeline.rows(ROWS);

        assertThat(pipeline.tidegate("rejects", "replay", "--mapping", first).out())
                .contains("open still: 1 reject");
        assertThat(pipeline.tidegate("rejects", "replay", "--mapping", second).out())
                .contains("Done: 1 inserted, 0 updated");

        List<String> all = pipeline.rows(ROWS);
        assertThat(all).hasSize(3).endsWith(views.get(0), views.get(1));
        assertThat(all.get(0)).endsWith("|2|buy|1.0000");
        assertThat(pipeline.tidegate("replay", "shop-1.txt", "--mapping", second)
                        .out())
                .contains("Done: 0 inserted, 0 updated");
        pipeline.deliver("shop-2.txt", FILE.getBytes(ISO_8859_1));
        pipeline.load("--mapping", second);
        assertThat(pipeline.rows("SELECT path, records_read, unchanged, filtered FROM ingested_files ORDER BY file_id"))
                .containsExactly("shop-1.txt|4|0|1", "shop-1.txt|1|0|0", "shop-1.txt|4|3|1", "shop-2.txt|4|3|1");
        assertThat(pipeline.rows(ROWS)).isEqualTo(all);
        assertThat(pipeline.tidegate("verify").out()).doesNotContain("GAP");
    }

    @Test
    void withoutItsMappingAFileWithOtherNamesIsNotReplayed() throws Exception {
        pipeline.deliver("shop-1.txt", FILE.getBytes(ISO_8859_1));
        pipeline.load("--mapping", mapping("first.yaml"));
        assertThat(pipeline.tidegate("replay", "shop-1.txt").out())
                .contains("1 shop-1.txt: it cannot be loaded still: missing_column: The header does not name ")
                .contains("Nothing was replayed");
    }

    @Test
    void rejectsOfAMappedFileAreExportedByItsOwnFraming() throws Exception {
        String mapping = mapping("first.yaml");
        pipeline.deliver("shop-1.txt", FILE.getBytes(ISO_8859_1));
        pipeline.load("--mapping", mapping);
        Path to = pipeline.home().resolve("exported");
        pipeline.tidegate("rejects", "export", "--to", to.toString(), "--mapping", mapping);
        try (var files = Files.list(to)) {
            assertThat(files.toList()).singleElement().satisfies(file -> assertThat(Files.readString(file, ISO_8859_1))
                    .isEqualTo(FILE.lines().limit(2).map(line -> line + "\n").reduce("", String::concat)));
        }
    }

    @Test
    void filesThatOnlyAMappingListsAreSeenWaitingWithIt() throws Exception {
        pipeline.deliver("shop-1.txt", FILE.getBytes(ISO_8859_1));
        String mapping = mapping("first.yaml");
        pipeline.load();
        assertThat(pipeline.rows("SELECT count(*) FROM ingested_files")).containsExactly("0");
        assertThat(pipeline.tidegate("verify", "--mapping", mapping).out())
                .contains("1 files wait in the input folder");
        assertThat(pipeline.tidegate("verify").out()).contains("0 files wait in the input folder");
    }
}
