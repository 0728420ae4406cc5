package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The newest events of one user: what a plain query finds, whatever happened to the events, and how little is read for it. */
@Tag("versions")
class EventsOfUserTest {
    private static final String[] TYPES = {"view", "view", "click", "cart", "remove", "checkout", "buy", "refund"};
    private static final String ALL_DAYS = "'2026-03-01 00:00Z', '2026-04-01 00:00Z'";

    /** 70,000 events of 10,100 users on 14 days; u1 has 2,001 of them on the last one, and u9999 three. */
    private static final String MANY = """
            INSERT INTO raw_events (event_id, user_id, product_id, category, event_timestamp, source_file_id, source_line, event_date, price,
                                    total_price, event_type)
            SELECT md5(n::text)::uuid, 'u' || n % 10100, 'p' || n % 7, nullif('c' || n % 3, 'c2'),
                   '2026-03-02 00:00Z'::timestamptz + n / 5000 * interval '24 hours' + n % 5000 * interval '17 s', 1, n,
                   '2026-03-02'::date + n / 5000, 1, 1, (ARRAY['view', 'view', 'click', 'buy'])[1 + n % 4]
            FROM generate_series(0, 69999) AS n
            WHERE n % 10100 <> 9999 OR n < 30000
            UNION ALL
            SELECT md5('busy' || n)::uuid, 'u1', 'p' || n % 7, 'c' || n % 2, '2026-03-15 06:00Z'::timestamptz + n % 500 * interval '1 s', 1, n,
                   '2026-03-15', 1, 1, CASE WHEN n = 7 THEN 'cart' ELSE 'view' END
            FROM generate_series(1, 1995) AS n""";

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private final Cohorts cohorts = new Cohorts(database);

    @RegisterExtension
    final Seed seed = new Seed();

    private final Random random = seed.random();

    /** Also where users become many, and few, and many again. */
    @Test
    void randomEventsLateCorrectedAndDeletedInAnyOrderAreThoseOfAPlainQuery() throws SQLException {
        cohorts.manyUsersAre(4);
        int counted = 0;
        for (int step = 0; step < 60; step++) {
            change();
            if (step % 20 == 19) {
                database.execute("DELETE FROM raw_events WHERE user_id IS NOT NULL AND user_id <> 'user 1'");
            }
            database.execute("SELECT refresh_cohorts() FROM generate_series(1, %d)"
                    .formatted(random.nextInt(3) == 0 ? 100 : random.nextInt(12)));
            if (database.rows("SELECT count(*) > 0 FROM user_events WHERE day NOT IN (SELECT day FROM unsettled_days)")
                    .contains("t")) {
                counted++;
            }
            for (int n = 0; n < 6; n++) {
                assertIsWhatAPlainQueryFinds();
            }
        }
        assertThat(counted).isPositive();
        cohorts.count();
        assertThat(database.rows("SELECT sum(cardinality(event_ids)) FROM user_events"))
                .isEqualTo(
                        database.rows(
                                "SELECT nullif(count(*), 0) FROM raw_events WHERE user_id IS NOT NULL AND (SELECT in_bits FROM cohort_progress)"));
    }

    private void assertIsWhatAPlainQueryFinds() throws SQLException {
        String user = "user " + random.nextInt(9);
        String type = random.nextBoolean() ? "NULL" : "'" + TYPES[random.nextInt(TYPES.length)] + "'";
        String category = List.of("NULL", "NULL", "''", "'Books'", "'none'").get(random.nextInt(5));
        String product = List.of("NULL", "NULL", "'p1'", "'p9'").get(random.nextInt(4));
        int first = random.nextInt(14);
        String since = "'2026-03-%02d %02d:30Z'".formatted(1 + first, random.nextInt(24));
        String until = "'2026-03-%02d %02d:15Z'".formatted(1 + first + random.nextInt(14), random.nextInt(24));
        int most = 1 + random.nextInt(12);
        String plain = """
                SELECT event_id FROM raw_events
                WHERE user_id = '%s' AND event_timestamp >= %s AND event_timestamp < %s AND (%5$s IS NULL OR event_type = %5$s)
                  AND (%6$s IS NULL OR coalesce(category, '') = %6$s) AND (%7$s IS NULL OR product_id = %7$s)
                ORDER BY event_timestamp DESC, event_id LIMIT %4$d""".formatted(user, since, until, most, type, category, product);
        String asked = "SELECT * FROM newest_events_of_user(%s, %s, '%s', %s, %s, %s, %d)"
                .formatted(since, until, user, type, category, product, most);
        assertThat(database.rows(asked)).as(asked).isEqualTo(database.rows(plain));
    }

    /** Some of them at the same moment, and some as a correction that moves the event to another user or day. */
    private void change() throws SQLException {
        StringBuilder sql = new StringBuilder();
        for (int n = random.nextInt(25); n >= 0; n--) {
            String id = "00000000-0000-0000-0000-%012d".formatted(random.nextInt(300));
            if (random.nextInt(6) == 0) {
                sql.append("DELETE FROM raw_events WHERE event_id = '%s';".formatted(id));
                continue;
            }
            int day = 1 + random.nextInt(20);
            sql.append("""
                    INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                            total_price, event_type, currency, category)
                    VALUES ('%s', %s, 'p%d', '2026-03-%02d %02d:%02d:00Z', 1, 1, '2026-03-%04$02d', 1, 1, '%s', %s, %s)
                    ON CONFLICT (event_id) DO UPDATE
                    SET user_id = excluded.user_id, product_id = excluded.product_id, event_timestamp = excluded.event_timestamp,
                        event_date = excluded.event_date, event_type = excluded.event_type, currency = excluded.currency,
                        category = excluded.category;
                    """.formatted(
                            id,
                            random.nextInt(6) == 0 ? "NULL" : "'user " + random.nextInt(8) + "'",
                            random.nextInt(4),
                            day,
                            random.nextInt(3) * 11,
                            random.nextInt(2) * 30,
                            TYPES[random.nextInt(TYPES.length)],
                            List.of("NULL", "'EUR'", "'JPY'").get(random.nextInt(3)),
                            List.of("NULL", "'Books'", "'Home'").get(random.nextInt(3))));
        }
        database.execute(sql.toString());
    }

    /** A mark sends one day back to its hours. */
    @Test
    void ofManyUsersTheEventsOfOneAreLookedUpAndNothingElse() throws SQLException {
        database.execute(MANY);
        String rare = "SELECT * FROM newest_events_of_user(" + ALL_DAYS + ", 'u9999', NULL, NULL, NULL, 50)";
        List<String> events = database.rows(rare);
        assertThat(events).hasSize(2).isEqualTo(newest("u9999", "true", 50));
        assertThat(fetchedFor(rare)).as("by the hours of two days").isGreaterThan(1000);
        cohorts.count();
        database.execute("VACUUM ANALYZE");
        assertThat(database.rows(rare)).isEqualTo(events);
        assertThat(fetchedFor(rare)).isEqualTo(2);
        assertThat(fetchedFor("SELECT * FROM newest_events_of_user(" + ALL_DAYS + ", 'nobody', NULL, NULL, NULL, 50)"))
                .isZero();

        String busiest = "SELECT * FROM newest_events_of_user(" + ALL_DAYS + ", 'u1', NULL, NULL, NULL, %d)";
        for (int most : new int[] {1, 50, 256, 257, 1995, 1998, 5000}) {
            assertThat(database.rows(busiest.formatted(most))).as("%d", most).isEqualTo(newest("u1", "true", most));
        }
        assertThat(fetchedFor(busiest.formatted(50))).isEqualTo(256);
        String carts = "SELECT * FROM newest_events_of_user(" + ALL_DAYS + ", 'u1', 'cart', NULL, 'p0', 50)";
        assertThat(database.rows(carts))
                .isEqualTo(newest("u1", "event_type = 'cart'", 50))
                .hasSize(1);
        assertThat(fetchedFor(carts)).as("of the day on which there is one").isEqualTo(1995);
        assertThat(database.rows(busiest.formatted(70).replace("NULL, NULL, NULL", "NULL, 'c1', NULL")))
                .isEqualTo(newest("u1", "category = 'c1'", 70));

        database.execute("UPDATE raw_events SET user_id = 'u9999' WHERE source_line = 77 AND user_id = 'u77'");
        assertThat(database.rows(rare)).hasSize(3).isEqualTo(newest("u9999", "true", 50));
        long ofDay = fetchedFor(rare);
        assertThat(ofDay).as("by the hours of one day").isGreaterThan(1000);
        String another = rare.replace("u9999", "u78");
        assertThat(database.rows(another)).isEqualTo(newest("u78", "true", 50)).isNotEmpty();
        assertThat(fetchedFor(another)).as("none of its own has changed").isLessThan(20);
        database.execute(
                "INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date,"
                        + " price, total_price, event_type) SELECT gen_random_uuid(), 'u9999', 'p', '2026-03-03 23:50Z', 1, 1, '2026-03-03', 1, 1,"
                        + " 'view'");
        database.execute("DELETE FROM raw_events WHERE source_line = 77 AND user_id = 'u9999'");
        assertThat(database.rows(rare)).hasSize(3).isEqualTo(newest("u9999", "true", 50));
        assertThat(fetchedFor(rare)).as("by the last hour of that day").isBetween(3L, ofDay / 4);
        cohorts.count();
        assertThat(database.rows(rare)).hasSize(3).isEqualTo(newest("u9999", "true", 50));
        assertThat(fetchedFor(rare)).isEqualTo(3);
    }

    private List<String> newest(String user, String condition, int most) throws SQLException {
        return database.rows(
                "SELECT event_id FROM raw_events WHERE user_id = '%s' AND %s ORDER BY event_timestamp DESC, event_id LIMIT %d"
                        .formatted(user, condition, most));
    }

    /** How many rows of raw_events a question reads, by whichever way. */
    private long fetchedFor(String question) throws SQLException {
        return readFor(
                question,
                "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = 'raw_events'");
    }

    private long readFor(String question, String read) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL max_parallel_workers_per_gather = 0");
            statement.execute(question);
            try (ResultSet row = statement.executeQuery(read)) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** One event with a wrong date, and 25 years between. */
    @Test
    void daysOnWhichNobodyWasThereAreNotLookedAt() throws SQLException {
        String always = "SELECT * FROM newest_events_of_user('-infinity', 'infinity', 'u1', NULL, %s, NULL, 50)";
        assertThat(database.rows(always.formatted("NULL"))).isEmpty();
        database.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, category, event_timestamp, source_file_id, source_line, event_date,
                                        price, total_price, event_type)
                SELECT md5(n::text)::uuid, 'u' || n % 3, 'p', nullif('c' || n % 2, 'c1'), day, 1, n, (day AT TIME ZONE 'UTC')::date, 1, 1, 'view'
                FROM generate_series(1, 9) AS n
                CROSS JOIN LATERAL (SELECT CASE WHEN n = 1 THEN '2001-03-02 10:00Z' ELSE '2026-03-02 10:00Z'::timestamptz
                                                + n / 5 * interval '24 hours' + n * interval '1 minute' END AS day) AS d""");
        assertThat(database.rows(always.formatted("NULL")))
                .isEqualTo(newest("u1", "true", 50))
                .hasSize(3);
        assertThat(database.rows(always.formatted("''")))
                .isEqualTo(newest("u1", "category IS NULL", 50))
                .hasSize(2);
        assertThat(database.rows(always.replace("'-infinity', 'infinity'", "'2001-01-01 00:00Z', '2026-12-31 00:00Z'")
                        .formatted("'c0'")))
                .isEqualTo(newest("u1", "category = 'c0'", 50))
                .hasSize(1);
        assertThat(readFor(
                        always.formatted("NULL"),
                        "SELECT seq_scan + idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'user_total_by_day'"))
                .as("some for each day with somebody, where 9,133 days lie between the first and the last")
                .isLessThan(50);
    }

    @Test
    void whatIsNotAsCountedIsADifference() throws SQLException {
        cohorts.manyUsersAre(1);
        database.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                        total_price, event_type)
                SELECT gen_random_uuid(), 'u' || n, 'p', '2026-03-02 09:00Z', 1, n, '2026-03-02', 1, 1, 'view'
                FROM generate_series(1, 70) AS n""");
        cohorts.count();
        List<String> changes = new ArrayList<>(
                List.of(
                        "DELETE FROM user_events_by_day WHERE part = 1",
                        "UPDATE user_events_by_day SET event_ids[3] = gen_random_uuid() WHERE part = 0",
                        "UPDATE user_events_by_day SET users[3] = 0 WHERE part = 0",
                        "INSERT INTO user_events_by_day VALUES ('2027-01-01', 0, '{1}', '{00000000-0000-0000-0000-000000000001}')"));
        for (String change : changes) {
            database.execute(change);
            assertThat(database.rows("SELECT counted FROM cohort_differences()"))
                    .as(change)
                    .containsExactly("user_events_by_day");
            database.execute("SELECT recount_aggregates()");
            database.execute("DELETE FROM user_events_by_day");
            cohorts.count();
        }
        database.execute("TRUNCATE raw_events");
        assertThat(database.rows("SELECT count(*) FROM user_events")).containsExactly("0");
    }
}
