package dev.tidegate.dashboard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.dashboard.TestSettings;
import dev.tidegate.dashboard.TestShop;
import dev.tidegate.dashboard.TestStream;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a panel of the intake costs does not grow with the ledger: counted in pages, since time is noisy. */
class StreamCostTest {
    private static final int STREAMS = 20;
    private static final int FILES_OF_TODAY = 30_000;
    private static final int FILES_BEFORE = 150_000;

    /** Files come in threes, and the streams take turns; one record of each file is rejected. */
    private static final String FILL = """
            INSERT INTO ingest_batches (batch_id, epoch, spark_batch_id, records_read, started_at, committed_at, files, read_ms,
                                        stage_ms, merge_ms, query_id, stream)
            SELECT b, 1, b, 45, at, at, 3, 20, 5, 12, 'test', 's' || b %% %2$d
            FROM (SELECT b, now() - interval '%4$s' - interval '20 hours' * ((%3$d - b) / (%3$d - %1$d)::float8) AS at
                  FROM generate_series(%1$d, %3$d) AS b) AS batch;
            INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read, inserted,
                                        rejected, state, path, archive_path, stream)
            SELECT 3 * batch_id + f, batch_id, 1400, committed_at, committed_at, committed_at, 15, 14, 1, 'archived',
                   'f-' || batch_id || '-' || f, 'f', stream
            FROM ingest_batches, generate_series(0, 2) AS f WHERE batch_id BETWEEN %1$d AND %3$d ORDER BY 1;
            INSERT INTO rejected_events (stream, file_id, line, byte_offset, byte_length, rejected_at, reason, message, raw)
            SELECT stream, file_id, 1, 0, 1, loaded_at, 'required', 'empty', 'x'
            FROM ingested_files WHERE batch_id BETWEEN %1$d AND %3$d ORDER BY file_id;
            """;

    @RegisterExtension
    final TestDatabase young = new TestDatabase();

    @RegisterExtension
    final TestDatabase old = new TestDatabase();

    @TempDir
    Path folder;

    @Test
    @Tag("long")
    void aPanelOfAStreamReadsAsMuchHoweverLongTheLedgerIs() throws SQLException {
        Map<String, Long> few = pages(young, "");
        Map<String, Long> many = pages(old, fill(1, FILES_BEFORE / 3, "30 days"));
        System.out.println("Pages with " + FILES_OF_TODAY + " files: " + few);
        System.out.println("Pages with " + FILES_BEFORE + " before: " + many);
        many.forEach(
                (question, pages) -> assertThat(pages).as(question).isLessThan(allowed(question, few.get(question))));
    }

    /** For the lag the micro-batches of a thousand files are looked up, once there are too many to read them all. */
    private static long allowed(String question, long few) {
        return few * 3 / 2 + (question.startsWith(Panel.LAG.label() + " ") ? 4_000 : 100);
    }

    private Map<String, Long> pages(TestDatabase database, String before) throws SQLException {
        TestShop superuser = new TestShop(database);
        for (int i = 0; i < STREAMS; i++) {
            TestStream.declared(database, "s" + i);
        }
        TestStream.declared(database, "resting");
        superuser.execute(before + fill(1_000_000, FILES_OF_TODAY / 3, "0 hours"));
        superuser.execute("VACUUM ANALYZE");
        try (Database asked = Database.at(TestSettings.of(database, folder), 1)) {
            return pages(asked);
        }
    }

    private static String fill(int first, int batches, String back) {
        return FILL.formatted(first, STREAMS, first + batches - 1, back);
    }

    private static Map<String, Long> pages(Database asked) {
        Map<String, Long> pages = new LinkedHashMap<>();
        List<String> streams = new ArrayList<>(List.of("s3", "resting"));
        streams.add(null);
        for (Panel panel : Panel.values()) {
            for (String stream : panel.filters().contains(Filter.STREAM) ? streams : List.<String>of()) {
                pages.put(panel.label() + " of " + stream, pages(asked, panel, stream));
            }
        }
        return pages;
    }

    private static long pages(Database asked, Panel panel, String stream) {
        Map<Filter, Object> filters = stream == null ? Map.of() : Map.of(Filter.STREAM, stream);
        Question question = new Question(panel, Question.NO_RANGE, new HashMap<>(filters));
        String plan = (String) asked.query(
                        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + panel.sql(),
                        question.parameters(question.span(Clock.systemUTC().instant())))
                .rows()
                .get(0)
                .get(0);
        JsonObject root = JsonParser.parseString(plan)
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("Plan");
        return root.get("Shared Hit Blocks").getAsLong()
                + root.get("Shared Read Blocks").getAsLong();
    }
}
