package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stays in carts, how far users go, what is given back: numbers that can be checked on paper, and that a plain count gives, too. */
@Tag("versions")
class CartsTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 2, 27);
    private static final String[] TYPES = {"view", "cart", "cart", "cart", "remove", "buy"};
    private static final String[] CURRENCIES = {null, "EUR", "JPY"};

    /** Ann buys of her cart in the last microsecond, Bob leaves something, Cy takes all out, Dee buys too early and too late. */
    private static final String EVENTS = """
            INSERT INTO raw_events (event_id, user_id, product_id, product_name, event_timestamp, source_file_id, source_line, event_date, quantity,
                                    price, total_price, event_type, currency, category)
            SELECT md5(line::text)::uuid, name, product, 'Name ' || product, at::timestamptz, 1, line, left(at, 10)::date, quantity, price,
                   price * quantity, type, currency, 'Kind ' || product
            FROM (VALUES (1, 'ann', 'p', '2026-03-02 10:00Z', 'cart', 2, 10, 'EUR'), (2, 'ann', 'q', '2026-03-02 10:01Z', 'cart', 1, 5, 'EUR'),
                         (3, 'ann', 'p', '2026-03-03 23:59:59.999999Z', 'buy', 2, 10, 'EUR'),
                         (4, 'bob', 'p', '2026-03-02 11:00Z', 'cart', 3, 10, 'EUR'),
                         (5, 'bob', 'p', '2026-03-02 12:00Z', 'cart', 0.5, 12, 'EUR'),
                         (6, 'bob', 'p', '2026-03-02 13:00Z', 'remove', 1, 12, 'EUR'),
                         (7, 'cy', 'p', '2026-03-02 09:00Z', 'cart', 1, 10, 'EUR'), (8, 'cy', 'p', '2026-03-02 09:30Z', 'remove', 1, 10, NULL),
                         (9, 'dee', 'r', '2026-03-02 09:00Z', 'cart', 1, 500, 'JPY'), (10, 'dee', 'r', '2026-03-02 08:59Z', 'buy', 1, 500, 'JPY'),
                         (11, 'dee', 'r', '2026-03-04 00:00Z', 'buy', 1, 500, 'JPY'), (12, NULL, 'p', '2026-03-02 09:00Z', 'cart', 1, 10, 'EUR'),
                         (13, 'ann', 'p', '2026-03-02 08:00Z', 'view', 1, 10, NULL), (14, 'bob', 'p', '2026-03-02 08:00Z', 'view', 1, 10, NULL),
                         (15, 'bob', 'p', '2026-03-02 14:00Z', 'checkout', 1, 10, 'EUR'),
                         (16, 'ann', 'p', '2026-03-05 08:00Z', 'refund', 1, 10, 'EUR'), (17, NULL, 'q', '2026-03-05 08:00Z', 'buy', 1, 7.5, 'EUR'))
                 AS event (line, name, product, at, type, quantity, price, currency)""";

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private final Cohorts cohorts = new Cohorts(database);

    @RegisterExtension
    final Seed seed = new Seed();

    private final Random random = seed.random();

    @Test
    void whatBecameOfTheCartsOfADayIsWhatStandsOnPaper() throws SQLException {
        database.execute(EVENTS);
        cohorts.count();
        assertThat(database.rows("SELECT * FROM carts_between('2026-03-01', '2026-03-04', 'EUR') ORDER BY day"))
                .as("put in, taken out, orders, revenue, carts, bought, emptied, open, abandoned, value of these")
                .containsExactly("2026-03-02|6|2|0|0.00|3|1|1|0|1|30.00", "2026-03-03|0|0|1|20.00|0|0|0|0|0|0.00");
        assertThat(database.rows("SELECT * FROM carts_between('2026-03-02', '2026-03-02', 'JPY')"))
                .as("what was taken out in no currency counts for each")
                .containsExactly("2026-03-02|1|1|1|500|1|0|0|0|1|500");
        assertThat(database.rows("SELECT * FROM carts_between('2026-03-02', '2026-03-02', NULL)"))
                .as("all currencies, and no amounts")
                .containsExactly("2026-03-02|7|2|1|null|4|1|1|0|2|null");
        assertThat(database.rows("SELECT * FROM abandoned_between('2026-03-01', '2026-03-09', NULL, 'EUR')"))
                .containsExactly("p|Name p|Kind p|1|2.5|30.00");
        assertThat(database.rows("SELECT * FROM abandoned_between('2026-03-01', '2026-03-09', 'Kind q', 'EUR')"))
                .isEmpty();
    }

    @Test
    void aCartIsOpenUntilTheNextDayIsOver() throws SQLException {
        database.execute(EVENTS);
        database.execute("UPDATE raw_events SET event_timestamp = at, event_date = (at AT TIME ZONE 'UTC')::date"
                + " FROM (SELECT source_line AS line, event_timestamp + (date_trunc('day', now(), 'UTC') - '2026-03-03Z'::timestamptz) AS at"
                + " FROM raw_events) AS moved WHERE line = source_line");
        cohorts.count();
        assertThat(database.rows(
                        "SELECT carts, bought_carts, emptied_carts, open_carts, abandoned_carts, abandoned_value FROM cart_outcomes"
                                + " WHERE currency = 'EUR' AND day = (now() AT TIME ZONE 'UTC')::date - 1"))
                .containsExactly("3|1|1|1|0|0.00");
        assertThat(database.rows("SELECT * FROM abandoned_products")).isEmpty();
    }

    @Test
    void aBuyThatComesLateOrGoesAgainIsInTheCartOfTheDayBefore() throws SQLException {
        String bought = "SELECT bought_carts, abandoned_value FROM cart_outcomes_by_day WHERE currency = 'EUR'";
        database.execute(EVENTS);
        database.execute(
                "UPDATE raw_events SET event_timestamp = '2026-03-04Z', event_date = '2026-03-04' WHERE source_line = 3");
        cohorts.count();
        assertThat(database.rows(bought)).containsExactly("0|55.00");
        database.execute(
                "UPDATE raw_events SET event_timestamp = '2026-03-03Z', event_date = '2026-03-03' WHERE source_line = 3");
        cohorts.count();
        assertThat(database.rows(bought)).containsExactly("1|30.00");
        database.execute("DELETE FROM raw_events WHERE source_line = 3");
        cohorts.count();
        assertThat(database.rows(bought)).containsExactly("0|55.00");
        database.execute("TRUNCATE raw_events");
        assertThat(database.rows("SELECT count(*) FROM carts_by_day UNION ALL SELECT count(*) FROM left_in_carts"
                        + " UNION ALL SELECT count(*) FROM users_by_steps"))
                .containsExactly("0", "0", "0");
    }

    @Test
    void aFunnelHasTheStepsThatAreChosenAndOptionalOnesAreSkipped() throws SQLException {
        database.execute(EVENTS);
        cohorts.count();
        String funnel = "SELECT step, event_type, users, users_in_all, share_of_first, drop_off, drop_off_share FROM"
                + " funnel_of_steps('week', '2026-03-02', '2026-03-02', %s) ORDER BY step";
        assertThat(database.rows(funnel.formatted("ARRAY['view', 'cart?', 'checkout?', 'buy']")))
                .as("Ann bought without a checkout")
                .containsExactly(
                        "1|view|2|2|1.0000|0|null",
                        "2|cart|2|4|1.0000|null|null",
                        "3|checkout|1|1|0.5000|null|null",
                        "4|buy|1|2|0.5000|1|0.5000");
        assertThat(database.rows(funnel.formatted("ARRAY['view', 'cart', 'checkout', 'buy']")))
                .containsExactly(
                        "1|view|2|2|1.0000|0|null",
                        "2|cart|2|4|1.0000|0|0.0000",
                        "3|checkout|1|1|0.5000|1|0.5000",
                        "4|buy|0|2|0.0000|1|1.0000");
        assertThat(database.rows(funnel.formatted("ARRAY['cart?', 'remove', 'refund?']")))
                .as("the first step is never optional")
                .containsExactly(
                        "1|cart|4|4|1.0000|0|null", "2|remove|2|2|0.5000|2|0.5000", "3|refund|0|1|0.0000|null|null");
        assertThat(
                        database.rows(
                                "SELECT period, users FROM funnel_by_period WHERE grain = 'day' AND event_type = 'cart' ORDER BY 1"))
                .as("each day is for itself")
                .containsExactly("2026-03-02|2", "2026-03-03|0", "2026-03-04|0", "2026-03-05|0");
    }

    /** A look in the morning and a cart two hours later are two sessions. */
    @Test
    void aFunnelBySessionsAsksForAllStepsInOneOfThem() throws SQLException {
        database.execute(EVENTS);
        cohorts.count();
        while (database.rows("SELECT refresh_sessions()").contains("t")) {
            // one day each time
        }
        String funnel = "SELECT step, event_type, sessions, sessions_in_all, share_of_first, drop_off FROM"
                + " session_funnel_between('2026-03-02 00:00Z', '%s', ARRAY['cart', 'view?', 'buy']) ORDER BY step";
        assertThat(database.rows(funnel.formatted("2026-03-04 00:00Z")))
                .as("carts of Ann, Bob (twice: one ends after 30 minutes), Cy and Dee, who had just bought")
                .containsExactly("1|cart|5|5|1.0000|0", "2|view|0|2|0.0000|null", "3|buy|1|2|0.2000|4");
        assertThat(database.rows(funnel.formatted("2026-03-02 00:00Z")))
                .as("no time, no sessions")
                .containsExactly("1|cart|0|0|null|0", "2|view|0|0|null|null", "3|buy|0|0|null|0");
    }

    @Test
    void refundsAreSharesOfTheOrdersOfTheSameTimeByDayCategoryAndProduct() throws SQLException {
        database.execute(EVENTS);
        assertThat(database.rows(
                        "SELECT * FROM refunds_between('2026-03-01', '2026-03-06', NULL, 'EUR') ORDER BY 1, 2, 3"))
                .containsExactly(
                        "category|null|Kind p|null|null|1|1|1.0000|20.00|10.00|0.5000",
                        "category|null|Kind q|null|null|1|0|0.0000|7.50|0.00|0.0000",
                        "day|2026-03-03|null|null|null|1|0|0.0000|20.00|0.00|0.0000",
                        "day|2026-03-05|null|null|null|1|1|1.0000|7.50|10.00|1.3333",
                        "product|null|Kind p|p|Name p|1|1|1.0000|20.00|10.00|0.5000",
                        "product|null|Kind q|q|Name q|1|0|0.0000|7.50|0.00|0.0000");
        assertThat(database.rows(
                        "SELECT * FROM refunds_between('2026-03-04', '2026-03-06', 'Kind p', 'EUR') ORDER BY 1, 2, 3"))
                .as("a refund without an order has no rate")
                .containsExactly(
                        "category|null|Kind p|null|null|0|1|null|0.00|10.00|null",
                        "day|2026-03-05|null|null|null|0|1|null|0.00|10.00|null",
                        "product|null|Kind p|p|Name p|0|1|null|0.00|10.00|null");
        assertThat(
                        database.rows(
                                "SELECT * FROM refunds_between('2026-03-05', '2026-03-05', NULL, NULL) WHERE grouped_by = 'day'"))
                .as("all currencies, and no amounts")
                .containsExactly("day|2026-03-05|null|null|null|1|1|1.0000|null|null|null");
        assertThat(database.rows(
                        "SELECT * FROM refunds_between('2026-03-01', '2026-03-06', NULL, 'JPY') WHERE refunds > 0"))
                .isEmpty();
    }

    @Test
    void randomEventsLateCorrectedAndDeletedInAnyOrderAreWhatAPlainCountSays() throws SQLException {
        Map<UUID, CountedCarts.Event> events = new HashMap<>();
        for (int step = 0; step < 120; step++) {
            change(events);
            if (random.nextInt(3) == 0) {
                database.execute("SELECT refresh_cohorts()");
            }
        }
        cohorts.count();
        CountedCarts counted = new CountedCarts(events.values());
        assertThat(database.rows(
                        "SELECT day, currency, carts, bought_carts, emptied_carts, abandoned_carts, trim_scale(abandoned_value)"
                                + " FROM cart_outcomes_by_day"))
                .containsExactlyInAnyOrderElementsOf(counted.outcomes());
        assertThat(database.rows(
                        "SELECT day, product_id, currency, carts, quantity, trim_scale(value) FROM abandoned_by_day"))
                .containsExactlyInAnyOrderElementsOf(counted.left());
        assertThat(database.rows("SELECT period, step, users"
                        + " FROM funnel_of_steps('day', '-infinity', 'infinity', ARRAY['view', 'cart?', 'buy'])"))
                .containsExactlyInAnyOrderElementsOf(counted.funnelOfDays());
    }

    /** A few events at once, as a micro-batch brings them, are new, corrected or gone. */
    private void change(Map<UUID, CountedCarts.Event> events) throws SQLException {
        StringBuilder sql = new StringBuilder();
        for (int n = random.nextInt(8); n >= 0; n--) {
            UUID id = new UUID(0, random.nextInt(120));
            if (random.nextInt(5) == 0) {
                events.remove(id);
                sql.append("DELETE FROM raw_events WHERE event_id = '%s';".formatted(id));
            } else {
                CountedCarts.Event event = new CountedCarts.Event(
                        random.nextInt(8) == 0 ? null : "user " + random.nextInt(3),
                        FIRST.plusDays(random.nextInt(5)).atTime(random.nextInt(24), 0),
                        TYPES[random.nextInt(TYPES.length)],
                        "p" + random.nextInt(3),
                        1 + random.nextInt(3),
                        random.nextInt(50),
                        CURRENCIES[random.nextInt(3)],
                        (int) id.getLeastSignificantBits());
                events.put(id, event);
                sql.append(event.upsert(id));
            }
        }
        database.execute(sql.toString());
    }
}
