package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who came back and who bought again: numbers that can be checked on paper, and that a plain count gives, too. */
@Tag("versions")
class CohortsTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 2, 23);
    private static final String[] TYPES = {"view", "cart", "buy", "buy", "refund"};
    private static final String[] CURRENCIES = {null, "EUR", "JPY"};

    /** Ann and Bob come in the week of March 2, Cy in that of March 9. A guest buys for 99. */
    private static final String EVENTS = """
            INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                    total_price, event_type, currency)
            SELECT md5(line::text)::uuid, name, 'p', (day || ' 23:59:59.999999Z')::timestamptz, 1, line, day::date, price, price, type, currency
            FROM (VALUES (1, 'ann', '2026-03-02', 'view', 0, NULL), (2, 'ann', '2026-03-03', 'buy', 10, 'EUR'),
                         (3, 'ann', '2026-03-10', 'buy', 20, 'EUR'), (4, 'bob', '2026-03-04', 'view', 0, NULL),
                         (5, 'bob', '2026-03-17', 'view', 0, NULL), (6, 'cy', '2026-03-11', 'buy', 500, 'JPY'),
                         (7, 'cy', '2026-04-01', 'buy', 7, 'EUR'), (8, NULL, '2026-03-11', 'buy', 99, 'EUR'))
                 AS event (line, name, day, type, price, currency)""";

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private final Cohorts cohorts = new Cohorts(database);

    @RegisterExtension
    final Seed seed = new Seed();

    private final Random random = seed.random();

    @Test
    void theTrianglesOfThreeUsersAreThoseOnPaper() throws SQLException {
        database.execute(EVENTS);
        cohorts.count();
        assertThat(database.rows(
                        "SELECT grain, basis, cohort, age, size, users, buyers, orders, user_share, buyer_share"
                                + " FROM retention ORDER BY 1, 2, 3, 4"))
                .containsExactly(
                        "month|buy|2026-03-01|0|2|2|2|3|1.0000|1.0000",
                        "month|buy|2026-03-01|1|2|1|1|1|0.5000|0.5000",
                        "month|event|2026-03-01|0|3|3|2|3|1.0000|0.6667",
                        "month|event|2026-03-01|1|3|1|1|1|0.3333|0.3333",
                        "week|buy|2026-03-02|0|1|1|1|1|1.0000|1.0000",
                        "week|buy|2026-03-02|1|1|1|1|1|1.0000|1.0000",
                        "week|buy|2026-03-09|0|1|1|1|1|1.0000|1.0000",
                        "week|buy|2026-03-09|3|1|1|1|1|1.0000|1.0000",
                        "week|event|2026-03-02|0|2|2|1|1|1.0000|0.5000",
                        "week|event|2026-03-02|1|2|1|1|1|0.5000|0.5000",
                        "week|event|2026-03-02|2|2|1|0|0|0.5000|0.0000",
                        "week|event|2026-03-09|0|1|1|1|1|1.0000|1.0000",
                        "week|event|2026-03-09|3|1|1|1|1|1.0000|1.0000");
        assertThat(database.rows("SELECT cohort, age, currency, size, revenue, net_so_far, value_per_user"
                        + " FROM cohort_values WHERE grain = 'month' AND basis = 'event' ORDER BY 2, 3"))
                .containsExactly(
                        "2026-03-01|0|EUR|3|30.00|30.00|10.00",
                        "2026-03-01|0|JPY|3|500|500|167",
                        "2026-03-01|1|EUR|3|7.00|37.00|12.33");
        assertThat(database.rows("SELECT * FROM repeat_buyers"))
                .as("7 days after the first buy, and 21")
                .containsExactly("2026-03-01|2|2|1.0000|1|2|2|14.0");
    }

    /** Ann buys on four days, on the first one twice; Bob on two; Cy once; a guest on two. */
    private static final String ORDERS = """
            INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                    total_price, event_type)
            SELECT md5(line::text)::uuid, name, 'p', (day || ' ' || hour || 'Z')::timestamptz, 1, line, day::date, 1, 1, type
            FROM (VALUES (1, 'ann', '2026-03-02', '00:00', 'buy'), (2, 'ann', '2026-03-02', '23:59:59.999999', 'buy'),
                         (3, 'ann', '2026-03-09', '08:00', 'buy'), (4, 'ann', '2026-03-10', '00:00', 'buy'),
                         (5, 'ann', '2026-03-30', '08:00', 'refund'), (6, 'ann', '2026-04-20', '08:00', 'buy'),
                         (7, 'bob', '2026-03-05', '08:00', 'buy'), (8, 'bob', '2026-04-04', '08:00', 'buy'),
                         (9, 'cy', '2026-03-05', '08:00', 'buy'), (10, 'cy', '2026-03-07', '08:00', 'view'),
                         (11, NULL, '2026-03-05', '08:00', 'buy'), (12, NULL, '2026-03-06', '08:00', 'buy'))
                 AS event (line, name, day, hour, type)""";

    private static final String BETWEEN =
            "SELECT days, gaps, share, share_so_far, median_days FROM days_between_orders ORDER BY 1";

    @Test
    void theDaysBetweenAllOrdersOfThreeUsersAreThoseOnPaper() throws SQLException {
        database.execute(ORDERS);
        cohorts.count();
        assertThat(database.rows(BETWEEN))
                .as("7, 1 and 41 of Ann, 30 of Bob; in the middle are 7 and 30")
                .containsExactly(
                        "1|1|0.2500|0.2500|18.5",
                        "7|1|0.2500|0.5000|18.5",
                        "30|1|0.2500|0.7500|18.5",
                        "41|1|0.2500|1.0000|18.5");
        assertThat(database.rows(
                        "SELECT month, gaps, within_7_days, within_30_days, within_90_days, median_days, mean_days"
                                + " FROM days_between_orders_by_month ORDER BY 1"))
                .containsExactly("2026-03-01|2|2|2|2|4.0|4.0", "2026-04-01|2|0|1|2|35.5|35.5");
        assertThat(database.rows("SELECT first_month, buyers, repeat_buyers, mean_days FROM repeat_buyers"))
                .as("7 and 30: of each the first two days")
                .containsExactly("2026-03-01|3|2|18.5");
    }

    @Test
    void daysBetweenOrdersEndRightWhateverHappensToAnEvent() throws SQLException {
        database.execute(ORDERS);
        cohorts.count();
        String orders = "SELECT month, days, orders FROM orders_by_gap ORDER BY 1, 2";
        database.execute("DELETE FROM raw_events WHERE source_line = 1");
        cohorts.count();
        assertThat(database.rows(orders))
                .as("the other buy of that day is there still")
                .containsExactly("2026-03-01|1|1", "2026-03-01|7|1", "2026-04-01|30|1", "2026-04-01|41|1");
        database.execute(
                "INSERT INTO raw_events SELECT (jsonb_populate_record(raw_events, jsonb_build_object('event_id',"
                        + " gen_random_uuid(), 'event_timestamp', '2026-03-15 08:00Z', 'event_date', '2026-03-15',"
                        + " 'source_line', 13))).*"
                        + " FROM raw_events WHERE source_line = 7");
        cohorts.count();
        assertThat(database.rows(orders))
                .as("Bob bought in between, too: 10 and 20 days")
                .containsExactly(
                        "2026-03-01|1|1", "2026-03-01|7|1", "2026-03-01|10|1", "2026-04-01|20|1", "2026-04-01|41|1");
        database.execute("UPDATE raw_events SET event_timestamp = '2026-03-08 08:00Z', event_date = '2026-03-08'"
                + " WHERE source_line = 3");
        cohorts.count();
        assertThat(database.rows(orders))
                .as("Ann's second day was one earlier")
                .containsExactly(
                        "2026-03-01|2|1", "2026-03-01|6|1", "2026-03-01|10|1", "2026-04-01|20|1", "2026-04-01|41|1");
        database.execute("UPDATE raw_events SET event_type = 'view' WHERE source_line = 4;"
                + " UPDATE raw_events SET user_id = NULL WHERE source_line = 7");
        cohorts.count();
        assertThat(database.rows(orders))
                .as("Ann looked only, and Bob's first order was of a guest")
                .containsExactly("2026-03-01|6|1", "2026-04-01|20|1", "2026-04-01|43|1");
        assertThat(database.rows("SELECT user_id, first_day, first_buy_day, buy_days FROM user_first_days ORDER BY 1"))
                .containsExactly(
                        "ann|2026-03-02|2026-03-02|{2026-03-02,2026-03-08,2026-04-20}",
                        "bob|2026-03-15|2026-03-15|{2026-03-15,2026-04-04}",
                        "cy|2026-03-05|2026-03-05|{2026-03-05}");
        database.execute("DELETE FROM raw_events WHERE user_id = 'ann' AND event_type = 'buy'");
        cohorts.count();
        assertThat(database.rows(orders)).containsExactly("2026-04-01|20|1");
        database.execute("TRUNCATE raw_events");
        cohorts.count();
        assertThat(database.rows(orders)).isEmpty();
        assertThat(database.rows(BETWEEN)).isEmpty();
    }

    @Test
    void aLateEventACorrectionAndADeletionMoveAUserToTheCohortThatIsRight() throws SQLException {
        database.execute(EVENTS);
        cohorts.count();
        String sizes =
                "SELECT cohort, size FROM retention WHERE grain = 'week' AND basis = 'event' AND age = 0 ORDER BY 1";
        database.execute(
                "INSERT INTO raw_events SELECT (jsonb_populate_record(raw_events, jsonb_build_object('event_id',"
                        + " gen_random_uuid(), 'event_timestamp', '2026-02-25 08:00Z', 'event_date', '2026-02-25'))).*"
                        + " FROM raw_events WHERE source_line = 6");
        cohorts.count();
        assertThat(database.rows(sizes)).as("Cy came earlier").containsExactly("2026-02-23|1", "2026-03-02|2");
        assertThat(database.rows(
                        "SELECT age FROM retention WHERE cohort = '2026-02-23' AND grain = 'week' AND basis = 'buy'"
                                + " ORDER BY 1"))
                .containsExactly("0", "2", "5");
        database.execute("UPDATE raw_events SET user_id = 'dee' WHERE event_date = '2026-02-25'");
        cohorts.count();
        assertThat(database.rows(sizes))
                .as("it was Dee")
                .containsExactly("2026-02-23|1", "2026-03-02|2", "2026-03-09|1");
        database.execute("DELETE FROM raw_events WHERE user_id = 'dee' OR source_line = 4");
        cohorts.count();
        assertThat(database.rows(sizes))
                .as("Dee is gone, and Bob came later")
                .containsExactly("2026-03-02|1", "2026-03-09|1", "2026-03-16|1");
        database.execute("TRUNCATE raw_events");
        cohorts.count();
        assertThat(database.rows("SELECT count(*) FROM retention UNION ALL SELECT count(*) FROM repeat_buyers"))
                .containsExactly("0", "0");
    }

    /** At most 31 days are looked at at once. */
    @Test
    void ofWhoIsGoneFromManyDaysNoDaysBetweenOrdersAreLeft() throws SQLException {
        database.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                        total_price, event_type)
                SELECT gen_random_uuid(), name, 'p', '2026-03-02 12:00Z'::timestamptz + n * interval '24 h', 1, n,
                       '2026-03-02'::date + n, 1, 1, 'buy'
                FROM generate_series(1, 70) AS n CROSS JOIN (VALUES ('ann'), ('bob')) AS who (name)""");
        cohorts.count();
        String gaps = "SELECT days, sum(orders) FROM orders_by_gap GROUP BY 1 ORDER BY 1";
        assertThat(database.rows(gaps)).containsExactly("1|138");
        database.execute("DELETE FROM raw_events WHERE user_id = 'ann'");
        cohorts.count();
        assertThat(database.rows(gaps)).containsExactly("1|69");
        assertThat(database.rows("SELECT sum(buyers) FROM repeat_buyers")).containsExactly("1");
        database.execute("DELETE FROM raw_events WHERE source_line BETWEEN 11 AND 60");
        cohorts.count();
        assertThat(database.rows(gaps)).containsExactly("1|18", "51|1");
    }

    @Test
    void untilAllIsCountedTheViewsSayOfWhenTheyAre() throws SQLException {
        assertThat(database.rows("SELECT pending, as_of = now() FROM cohorts_as_of"))
                .containsExactly("f|t");
        database.execute(EVENTS);
        assertThat(database.rows("SELECT pending, as_of FROM cohorts_as_of")).containsExactly("t|null");
        cohorts.count();
        assertThat(database.rows("SELECT pending, as_of = now() FROM cohorts_as_of"))
                .containsExactly("f|t");
        database.execute("UPDATE raw_events SET user_id = 'eve' WHERE source_line = 5");
        assertThat(database.rows(
                        "SELECT pending, as_of BETWEEN now() - interval '1 hour' AND now() FROM cohorts_as_of"))
                .containsExactly("t|t");
        database.execute("SELECT refresh_cohorts()");
        assertThat(database.rows("SELECT pending FROM cohorts_as_of"))
                .as("the marks are taken, and the weeks are still to be counted")
                .containsExactly("t");
    }

    /** A merge that has not committed is not waited for, and its mark is not lost. */
    @Test
    void whatCommitsWhileTheCohortsAreCountedIsCountedNext() throws SQLException {
        try (Connection merge = database.connect();
                Statement statement = merge.createStatement()) {
            merge.setAutoCommit(false);
            statement.execute(EVENTS);
            cohorts.count();
            assertThat(database.rows("SELECT count(*) FROM retention")).containsExactly("0");
            merge.commit();
        }
        cohorts.count();
        assertThat(database.rows("SELECT count(*) FROM retention")).containsExactly("13");
    }

    /** Each of their statements has to see what is committed by then. */
    @ParameterizedTest
    @ValueSource(strings = {"refresh_cohorts()", "refresh_sessions()", "recount_aggregates()"})
    void whoWouldNotSeeWhatIsCommittedMeanwhileIsRefused(String function) throws SQLException {
        database.execute(EVENTS);
        for (String level : List.of("repeatable read", "serializable")) {
            assertThatThrownBy(() ->
                            database.execute("BEGIN ISOLATION LEVEL %s; SELECT %s; COMMIT".formatted(level, function)))
                    .hasMessageContaining(function + " cannot count in a transaction that is " + level);
        }
        database.execute("BEGIN ISOLATION LEVEL READ UNCOMMITTED; SELECT %s; COMMIT".formatted(function));
        cohorts.count();
    }

    @Test
    void aRecountOfTheAggregatesCountsTheCohortsAnew() throws SQLException {
        database.execute(EVENTS);
        cohorts.count();
        var retention = database.rows("SELECT * FROM retention ORDER BY 1, 2, 3, 4");
        database.execute("UPDATE cohort_users SET users = 7; UPDATE user_first_days SET first_day = '2020-01-01';"
                + " DELETE FROM user_total_by_day");
        assertThat(database.rows("SELECT DISTINCT counted FROM cohort_differences() ORDER BY 1"))
                .containsExactly(
                        "buyers_by_gap",
                        "cohort_revenue",
                        "cohort_users",
                        "orders_by_gap",
                        "user_first_days",
                        "users_by_steps");
        database.execute("SELECT recount_aggregates()");
        cohorts.count();
        assertThat(database.rows("SELECT * FROM retention ORDER BY 1, 2, 3, 4")).isEqualTo(retention);
    }

    @Test
    void randomEventsLateCorrectedAndDeletedInAnyOrderAreWhatAPlainCountSays() throws SQLException {
        Map<UUID, CountedCohorts.Event> events = new HashMap<>();
        for (int step = 0; step < 150; step++) {
            change(events);
            if (random.nextInt(3) == 0) {
                database.execute("SELECT refresh_cohorts()");
            }
        }
        cohorts.count();
        CountedCohorts counted = new CountedCohorts(events.values());
        assertThat(database.rows("SELECT grain, basis, cohort, period, size, users, buyers, orders FROM retention"))
                .containsExactlyInAnyOrderElementsOf(counted.retention());
        assertThat(database.rows(
                        "SELECT grain, basis, cohort, period, currency, trim_scale(revenue), trim_scale(refunded), trim_scale(net_so_far)"
                                + " FROM cohort_values"))
                .containsExactlyInAnyOrderElementsOf(counted.values());
        assertThat(database.rows(
                        "SELECT first_month, buyers, repeat_buyers, within_7_days, within_30_days FROM repeat_buyers"))
                .containsExactlyInAnyOrderElementsOf(counted.repeatBuyers());
        assertThat(database.rows("SELECT month, days, orders FROM orders_by_gap"))
                .containsExactlyInAnyOrderElementsOf(counted.ordersByGap());
        assertThat(database.rows("SELECT days, gaps, median_days FROM days_between_orders ORDER BY 1"))
                .containsExactlyElementsOf(counted.daysBetweenOrders());
    }

    /** A few events at once, as a micro-batch brings them, and at times most of them, are new, corrected or gone. */
    private void change(Map<UUID, CountedCohorts.Event> events) throws SQLException {
        StringBuilder sql = new StringBuilder();
        for (int n = random.nextInt(10) == 0 ? 90 : random.nextInt(6); n >= 0; n--) {
            UUID id = new UUID(0, random.nextInt(60));
            CountedCohorts.Event event = new CountedCohorts.Event(
                    random.nextInt(8) == 0 ? null : "user " + random.nextInt(5),
                    FIRST.plusDays(random.nextInt(80)),
                    TYPES[random.nextInt(TYPES.length)],
                    random.nextInt(50),
                    CURRENCIES[random.nextInt(3)]);
            if (random.nextInt(4) == 0) {
                events.remove(id);
                sql.append("DELETE FROM raw_events WHERE event_id = '%s';".formatted(id));
            } else {
                events.put(id, event);
                sql.append(event.upsert(id));
            }
        }
        database.execute(sql.toString());
    }
}
