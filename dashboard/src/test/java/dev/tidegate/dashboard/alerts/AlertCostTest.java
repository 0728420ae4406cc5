package dev.tidegate.dashboard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.TestSettings;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.dashboard.database.Table;
import dev.tidegate.postgres.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the rules cost in a shop of ten million events within 35 days: its aggregates (5 categories, 2 currencies, 2,000
 * products) and its ledger (660,000 files, one in six with a reject) are written as they would be.
 */
@Tag("long")
class AlertCostTest {
    private static final int ROUNDS = 15;
    private static final Duration MOST = Duration.ofMillis(100);

    private static final String FILL = """
            INSERT INTO sales_by_minute (minute, events, quantity, revenue, category, event_type, currency)
            SELECT m, 7, 8, 80.00, 'c' || c, t, cur
            FROM generate_series(date_trunc('minute', now() - interval '35 days'), now() - interval '20 minutes', interval '1 minute') AS m,
                 generate_series(1, 5) AS c, unnest(ARRAY['view', 'click', 'buy']) AS t, unnest(ARRAY['EUR', 'USD']) AS cur;
            INSERT INTO sales_by_hour (hour, events, quantity, revenue, category, event_type, currency)
            SELECT date_bin('1 hour', minute, 'epoch'), sum(events), sum(quantity), sum(revenue), category, event_type, currency
            FROM sales_by_minute GROUP BY 1, 5, 6, 7;
            INSERT INTO product_by_day (events, day, quantity, revenue, product_id, event_type, currency)
            SELECT 23, d::date, CASE WHEN d::date = (now() AT TIME ZONE 'UTC')::date THEN 800 ELSE 23 END, 230.00, 'sku-' || p, t, cur
            FROM generate_series(now() AT TIME ZONE 'UTC' - interval '35 days', now() AT TIME ZONE 'UTC', interval '1 day') AS d,
                 generate_series(1, 2000) AS p, unnest(ARRAY['view', 'click', 'buy']) AS t, unnest(ARRAY['EUR', 'USD']) AS cur;
            INSERT INTO products (product_id, event_timestamp, product_name, category)
            SELECT 'sku-' || p, now(), 'Product ' || p, 'c1' FROM generate_series(1, 2000) AS p;
            INSERT INTO ingest_batches (batch_id, epoch, spark_batch_id, records_read, started_at, committed_at, files, read_ms,
                                        stage_ms, merge_ms, query_id, stream)
            SELECT b, 1, b, 45, at, at, 3, 20, 5, 12, 'test', 'events'
            FROM (SELECT b, now() - interval '35 days' * (1 - b / 220000::float8) AS at FROM generate_series(1, 220000) AS b) AS batch;
            INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read, inserted,
                                        rejected, state, path, archive_path, stream)
            SELECT 3 * batch_id + f, batch_id, 1400, committed_at, committed_at, committed_at, 15, CASE WHEN batch_id % 2 = 0 AND f = 0
                   THEN 14 ELSE 15 END, CASE WHEN batch_id % 2 = 0 AND f = 0 THEN 1 ELSE 0 END, 'archived', 'f-' || batch_id || '-' || f,
                   'f', stream
            FROM ingest_batches, generate_series(0, 2) AS f ORDER BY 1;
            INSERT INTO rejected_events (stream, file_id, line, byte_offset, byte_length, rejected_at, reason, message, raw)
            SELECT stream, file_id, 1, 0, 1, loaded_at, 'required', 'empty', 'x' FROM ingested_files WHERE rejected = 1 ORDER BY file_id;
            """;

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    @Test
    void eachQuestionOfARuleIsAnsweredWithin100Milliseconds() throws SQLException {
        database.execute(FILL);
        database.execute("VACUUM ANALYZE");
        List<Rule> rules = List.of(
                new LowRevenue("low", new BigDecimal("0.5"), 4, null, BigDecimal.TEN, Duration.ofMinutes(10)),
                new NoEvents("silent", Duration.ofMinutes(10), 4, BigDecimal.valueOf(60)),
                new ManyRejects("rejects", new BigDecimal("0.01"), Duration.ofHours(1), 100, null),
                new ManyRejects("rejects of a day", new BigDecimal("0.01"), Duration.ofDays(1), 100, null),
                new ProductSurge("surge", BigDecimal.TEN, 4, BigDecimal.valueOf(20)));
        Map<String, List<Duration>> least = new LinkedHashMap<>();
        try (Database asked = Database.at(TestSettings.of(database, folder), 1)) {
            for (Rule rule : rules) {
                least.put(rule.name(), least(rule, asked));
            }
        }
        System.out.println("Time by question: " + least);
        assertThat(least)
                .allSatisfy((rule, questions) -> assertThat(questions).as(rule).allSatisfy(time -> assertThat(time)
                        .isLessThan(MOST)));
    }

    /** Of each question that a rule asks, in their order. The least of all rounds: the machine may have other things to do, too. */
    private static List<Duration> least(Rule rule, Database asked) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<List<Duration>> took = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<Duration> questions = new ArrayList<>();
            List<Finding> findings = rule.judge((sql, parameters) -> timed(asked, sql, parameters, questions), now);
            // Each has something to judge: an empty answer would be quick.
            assertThat(findings).as(rule.name()).isNotEmpty();
            took.add(questions);
        }
        List<Duration> least = new ArrayList<>();
        for (int question = 0; question < took.get(0).size(); question++) {
            int place = question;
            least.add(took.stream()
                    .map(round -> round.get(place))
                    .min(Duration::compareTo)
                    .orElseThrow());
        }
        return least;
    }

    private static Table timed(Database asked, String sql, Map<String, Object> parameters, List<Duration> questions) {
        long began = System.nanoTime();
        Table answer = asked.query(sql, parameters);
        questions.add(Duration.ofNanos(System.nanoTime() - began));
        return answer;
    }
}
