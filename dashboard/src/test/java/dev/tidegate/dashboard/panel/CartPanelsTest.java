package dev.tidegate.dashboard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.TestShop;
import dev.tidegate.postgres.TestDatabase;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Steps, carts and refunds of three users and a guest, against numbers made by hand. */
class CartPanelsTest {
    private static final TimeRange WEEK =
            new TimeRange.Between(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-08T00:00:00Z"));

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @RegisterExtension
    static final AskedShop SHOP = new AskedShop(DATABASE);

    @BeforeAll
    static void deliver() throws SQLException {
        TestShop shop = new TestShop(DATABASE);
        shop.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, product_name, category, event_timestamp, source_file_id, source_line,
                                        event_date, price, total_price, event_type, currency)
                SELECT gen_random_uuid(), name, product, 'Name ' || product, 'Kind ' || product, (day || ' 12:00Z')::timestamptz, 1, 1, day::date,
                       price, price, type, currency
                FROM (VALUES ('ann', 'p', '2026-03-02', 'view', 10, NULL), ('ann', 'p', '2026-03-02', 'cart', 10, 'EUR'),
                             ('ann', 'q', '2026-03-02', 'cart', 5, 'EUR'), ('ann', 'p', '2026-03-03', 'buy', 10, 'EUR'),
                             ('bob', 'p', '2026-03-02', 'view', 10, NULL), ('bob', 'p', '2026-03-02', 'cart', 10, 'EUR'),
                             ('bob', 'q', '2026-03-02', 'cart', 5, 'EUR'), ('bob', 'q', '2026-03-02', 'remove', 5, 'EUR'),
                             ('cy', 'p', '2026-03-02', 'cart', 1500, 'JPY'), (NULL, 'p', '2026-03-04', 'buy', 8, 'EUR'),
                             (NULL, 'q', '2026-03-04', 'buy', 2, 'EUR'), (NULL, 'p', '2026-03-05', 'refund', 8, 'EUR'))
                     AS event (name, product, day, type, price, currency)""");
        shop.countCohorts();
    }

    @Test
    void theFunnelHasTheStepsThatAreAskedFor() {
        String[] columns = {"grain", "period", "step", "event_type", "is_optional", "users", "drop_off"};
        assertThat(rows(Panel.FUNNEL_BY_STEPS, Map.of(), columns))
                .as("view, click?, cart?, checkout?, buy")
                .contains(
                        "week 2026-03-02 1 view false 2 0",
                        "week 2026-03-02 3 cart true 2 null",
                        "week 2026-03-02 4 checkout true 0 null",
                        "week 2026-03-02 5 buy false 1 1",
                        "day 2026-03-02 5 buy false 0 2",
                        "month 2026-03-01 5 buy false 1 1")
                .hasSize(5 * 4);
        assertThat(rows(Panel.SESSION_FUNNEL, Map.of(Filter.STEPS, "view,cart"), "step", "sessions", "drop_off"))
                .as("what somebody did at noon is one session")
                .containsExactly("1 2 0", "2 2 0");
        assertThat(rows(Panel.FUNNEL_BY_STEPS, Map.of(Filter.STEPS, "cart,buy"), columns))
                .contains("week 2026-03-02 1 cart false 3 0", "week 2026-03-02 2 buy false 1 2")
                .hasSize(2 * 4);
    }

    @Test
    void whatBecameOfCartsIsShownByDayAlsoOfDaysWithoutOne() {
        String[] columns = {
            "day",
            "added",
            "removed",
            "orders",
            "carts",
            "bought_carts",
            "emptied_carts",
            "open_carts",
            "abandoned_carts",
            "abandoned_value"
        };
        assertThat(rows(Panel.CARTS, Map.of(Filter.CURRENCY, "EUR"), columns))
                .contains(
                        "2026-03-02 4 1 0 2 1 0 0 1 10.00",
                        "2026-03-03 0 0 1 0 0 0 0 0 0.00",
                        "2026-03-06 0 0 0 0 0 0 0 0 0.00")
                .hasSize(14);
        assertThat(rows(Panel.CARTS, Map.of(Filter.CURRENCY, "JPY"), columns))
                .contains("2026-03-02 1 0 0 1 0 0 0 1 1500");
        assertThat(rows(Panel.CARTS, Map.of(), "counted_as_of", "currency"))
                .as("EUR, which is paid in most")
                .noneMatch(row -> row.contains("null"));
    }

    @Test
    void whatIsLeftInAbandonedCartsIsShownByProduct() {
        assertThat(rows(
                        Panel.ABANDONED,
                        Map.of(Filter.CURRENCY, "EUR"),
                        "product_name",
                        "category",
                        "carts",
                        "quantity",
                        "currency",
                        "value"))
                .containsExactly("Name p Kind p 1 1 EUR 10.00");
        assertThat(rows(Panel.ABANDONED, Map.of(Filter.CURRENCY, "JPY"), "product_name", "currency", "value"))
                .containsExactly("Name p JPY 1500");
        assertThat(rows(Panel.ABANDONED, Map.of(Filter.CATEGORY, "Kind q"), "product_name"))
                .isEmpty();
    }

    @Test
    void refundsStandBesideTheOrdersOfTheSameDays() {
        String[] columns = {
            "grouped_by",
            "day",
            "category",
            "product_name",
            "orders",
            "refunds",
            "refund_rate",
            "refunded",
            "refunded_share"
        };
        assertThat(rows(Panel.REFUNDS, Map.of(), columns))
                .containsExactly(
                        "category null Kind p null 2 1 0.5000 8.00 0.4444",
                        "day 2026-03-05 null null 0 1 null 8.00 null",
                        "day 2026-03-04 null null 2 0 0.0000 0.00 0.0000",
                        "day 2026-03-03 null null 1 0 0.0000 0.00 0.0000",
                        "product null Kind p Name p 2 1 0.5000 8.00 0.4444");
        assertThat(rows(Panel.REFUNDS, Map.of(Filter.CATEGORY, "Kind q"), columns))
                .isEmpty();
    }

    private static List<String> rows(Panel panel, Map<Filter, Object> filters, String... columns) {
        TimeRange range = panel.isRanged() ? WEEK : Question.NO_RANGE;
        Map<Filter, Object> all = new EnumMap<>(Filter.class);
        all.putAll(filters);
        return SHOP.answer(new Question(panel, range, all)).table().records().stream()
                .map(row ->
                        Stream.of(columns).map(column -> shown(row.get(column))).collect(Collectors.joining(" ")))
                .toList();
    }

    private static String shown(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }
}
