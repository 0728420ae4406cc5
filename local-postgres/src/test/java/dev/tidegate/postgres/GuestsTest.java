package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What guests did beside known users, by hand and by a plain count. */
@Tag("versions")
class GuestsTest {
    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @Test
    void guestsAndKnownUsersOfADayAreThoseOnPaper() throws SQLException {
        insert("VALUES (1, 'ann', '2026-03-02', 'view', 1, 5, NULL), (2, NULL, '2026-03-02', 'view', 1, 5, NULL),"
                + " (3, NULL, '2026-03-02', 'click', 1, 5, 'JPY'), (4, NULL, '2026-03-02', 'buy', 2, 5, 'EUR'),"
                + " (5, 'ann', '2026-03-02', 'buy', 1, 7, 'EUR'), (6, 'ann', '2026-03-02', 'buy', 1, 900, 'JPY'),"
                + " (7, NULL, '2026-03-04', 'buy', 1, 3, NULL)");
        assertThat(database.rows("SELECT * FROM guests_between('2026-03-01', '2026-03-03', 'EUR')"))
                .containsExactly("2026-03-02|1|0|1|2|10.00|1|0|1|1|7.00");
        assertThat(database.rows("SELECT * FROM guests_between('2026-03-01', '2026-03-03', 'JPY')"))
                .containsExactly("2026-03-02|1|1|0|0|0|1|0|1|1|900");
        assertThat(database.rows("SELECT * FROM guests_between('2026-03-02', '2026-03-04', '') ORDER BY day"))
                .containsExactly("2026-03-02|1|0|0|0|0.00|1|0|0|0|0.00", "2026-03-04|0|0|1|1|3.00|0|0|0|0|0.00");
        assertThat(database.rows("SELECT * FROM guests_between('2026-03-02', '2026-03-02', NULL)"))
                .as("orders of all currencies, and no revenue")
                .containsExactly("2026-03-02|1|1|1|2|null|1|0|2|2|null");
        database.execute(
                "UPDATE raw_events SET user_id = 'bob' WHERE source_line = 4; DELETE FROM raw_events WHERE source_line = 2");
        assertThat(database.rows("SELECT * FROM guests_between('2026-03-01', '2026-03-03', 'EUR')"))
                .as("the guest was Bob, and the view never was")
                .containsExactly("2026-03-02|0|0|0|0|0.00|1|0|2|3|17.00");
    }

    @Test
    void whateverTheEventsTheNumbersAreThoseOfAPlainCount() throws SQLException {
        insert("""
                SELECT n, nullif('user ' || n * 7 % 5, 'user 0'), (date '2026-03-01' + n * 11 % 40)::text,
                        (ARRAY['view', 'click', 'buy'])[1 + n % 3], 1 + n % 4, n / 10.0, (ARRAY[NULL, 'EUR', 'JPY'])[1 + n * 13 % 7 % 3]
                 FROM generate_series(1, 2000) AS n""");
        database.execute(
                "UPDATE raw_events SET user_id = NULL, total_price = total_price + 1 WHERE source_line % 50 = 3");
        for (String currency : new String[] {"", "EUR", "JPY"}) {
            String counted = """
                    SELECT event_date, count(*) FILTER (WHERE %1$s AND event_type = 'view'), count(*) FILTER (WHERE %1$s AND event_type = 'click'),
                           count(*) FILTER (WHERE %1$s AND %3$s),
                           trim_scale(coalesce(sum(quantity) FILTER (WHERE %1$s AND %3$s), 0)),
                           as_money(coalesce(sum(total_price) FILTER (WHERE %1$s AND %3$s), 0), '%2$s'),
                           count(*) FILTER (WHERE NOT %1$s AND event_type = 'view'),
                           count(*) FILTER (WHERE NOT %1$s AND event_type = 'click'),
                           count(*) FILTER (WHERE NOT %1$s AND %3$s),
                           trim_scale(coalesce(sum(quantity) FILTER (WHERE NOT %1$s AND %3$s), 0)),
                           as_money(coalesce(sum(total_price) FILTER (WHERE NOT %1$s AND %3$s), 0), '%2$s')
                    FROM raw_events
                    WHERE currency IS NULL OR currency = '%2$s'
                    GROUP BY 1 ORDER BY 1""".formatted(
                            "(user_id IS NULL)",
                            currency,
                            "(event_type = 'buy' AND coalesce(currency, '') = '" + currency + "')");
            assertThat(database.rows(
                            "SELECT * FROM guests_between('-infinity', '2027-01-01', '" + currency + "') ORDER BY day"))
                    .as(currency)
                    .isEqualTo(database.rows(counted))
                    .hasSizeGreaterThan(30);
        }
    }

    private void insert(String rows) throws SQLException {
        database.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, quantity,
                                        price, total_price, event_type, currency)
                SELECT md5(line::text)::uuid, name, 'p', (day || ' 23:59:59.999999Z')::timestamptz, 1, line, day::date, quantity, price,
                       quantity * price, type, currency
                FROM (%s) AS event (line, name, day, type, quantity, price, currency)""".formatted(rows));
    }
}
