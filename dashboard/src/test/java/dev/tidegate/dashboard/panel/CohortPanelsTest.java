package dev.tidegate.dashboard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.TestShop;
import dev.tidegate.postgres.TestDatabase;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three users and a guest, against numbers made by hand. */
class CohortPanelsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @RegisterExtension
    static final AskedShop SHOP = new AskedShop(DATABASE);

    @BeforeAll
    static void deliver() throws SQLException {
        TestShop shop = new TestShop(DATABASE);
        shop.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                        total_price, event_type, currency)
                SELECT gen_random_uuid(), name, 'p', (day || ' 12:00Z')::timestamptz, 1, 1, day::date, price, price, type, currency
                FROM (VALUES ('ann', '2026-03-02', 'view', 0, NULL), ('ann', '2026-03-03', 'buy', 10, 'EUR'),
                             ('ann', '2026-03-10', 'buy', 20, 'EUR'), ('bob', '2026-03-04', 'view', 0, NULL),
                             ('bob', '2026-03-17', 'view', 0, NULL), ('cy', '2026-03-11', 'buy', 500, 'JPY'),
                             ('cy', '2026-04-01', 'buy', 7, 'EUR'), (NULL, '2026-03-11', 'buy', 99, 'EUR'))
                     AS event (name, day, type, price, currency)""");
        shop.countCohorts();
    }

    @Test
    void whoCameBackIsShownByCohortAndAge() {
        assertThat(rows(Panel.RETENTION, null, "grain", "basis", "cohort", "age", "size", "users", "buyers"))
                .contains(
                        "month event 2026-03-01 0 3 3 2",
                        "month event 2026-03-01 1 3 1 1",
                        "week event 2026-03-02 2 2 1 0",
                        "week buy 2026-03-09 3 1 1 1")
                .hasSize(13);
        assertThat(rows(Panel.RETENTION, null, "counted_as_of")).doesNotContain("null");
    }

    @Test
    void whatAUserHasBroughtIsShownInOneCurrencyAndAlsoWhereNothingWasSpent() {
        assertThat(rows(
                        Panel.COHORT_VALUES,
                        null,
                        "grain",
                        "basis",
                        "cohort",
                        "age",
                        "currency",
                        "net_revenue",
                        "value_per_user"))
                .contains(
                        "month event 2026-03-01 0 EUR 30.00 10.00",
                        "month event 2026-03-01 1 EUR 7.00 12.33",
                        "week event 2026-03-02 0 EUR 10.00 5.00",
                        "week event 2026-03-02 1 EUR 20.00 15.00",
                        "week event 2026-03-02 2 EUR 0.00 15.00",
                        "week event 2026-03-09 0 EUR 0.00 0.00",
                        "week event 2026-03-09 3 EUR 7.00 7.00")
                .hasSize(13);
        assertThat(rows(Panel.COHORT_VALUES, "JPY", "grain", "basis", "cohort", "age", "net_revenue", "value_per_user"))
                .contains("month event 2026-03-01 0 500 167", "month event 2026-03-01 1 0 167");
    }

    @Test
    void whoBoughtOnAnotherDayIsARepeatBuyer() {
        assertThat(rows(
                        Panel.REPEAT_BUYERS,
                        null,
                        "first_month",
                        "buyers",
                        "repeat_buyers",
                        "within_7_days",
                        "within_30_days",
                        "mean_days"))
                .containsExactly("2026-03-01 2 2 1 2 14.0");
    }

    @Test
    void allDaysBetweenOrdersAreShownWithTheirMedian() {
        assertThat(rows(
                        Panel.DAYS_BETWEEN_ORDERS,
                        null,
                        "days",
                        "gaps",
                        "share",
                        "share_so_far",
                        "median_days",
                        "all_gaps"))
                .containsExactly("7 1 0.5000 0.5000 14.0 2", "21 1 0.5000 1.0000 14.0 2");
        assertThat(rows(Panel.DAYS_BETWEEN_ORDERS, null, "counted_as_of")).doesNotContain("null");
    }

    private static List<String> rows(Panel panel, String currency, String... columns) {
        Map<Filter, Object> filters = currency == null ? Map.of() : Map.of(Filter.CURRENCY, currency);
        return SHOP.answer(new Question(panel, Question.NO_RANGE, filters)).table().records().stream()
                .map(row ->
                        Stream.of(columns).map(column -> shown(row.get(column))).collect(Collectors.joining(" ")))
                .toList();
    }

    private static String shown(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }
}
