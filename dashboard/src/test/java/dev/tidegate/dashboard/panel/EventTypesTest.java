package dev.tidegate.dashboard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.TestShop;
import dev.tidegate.postgres.TestDatabase;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shop with carts, checkouts and refunds in two currencies, against numbers made by hand. */
class EventTypesTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @RegisterExtension
    static final AskedShop SHOP = new AskedShop(DATABASE);

    @BeforeAll
    static void deliver() throws SQLException {
        new TestShop(DATABASE).insert("""
                ('ada', 'A', 'Home', 'view', 1, 10, NULL),
                ('ada', 'A', 'Home', 'cart', 2, 10, 'EUR'),
                ('ada', 'B', 'Home', 'cart', 1, 5, NULL),
                ('ada', 'B', 'Home', 'remove', 1, 5, 'EUR'),
                ('ada', 'A', 'Home', 'checkout', 2, 10, 'EUR'),
                ('ada', 'A', 'Home', 'buy', 2, 10, 'EUR'),
                ('ada', 'A', 'Home', 'refund', 1, 10, 'EUR'),
                ('bob', 'A', 'Home', 'cart', 1, 1000, 'JPY'),
                ('bob', 'A', 'Home', 'buy', 1, 1000, 'JPY'),
                ('bob', 'A', 'Home', 'buy', 1, 10, 'EUR'),
                ('eve', 'C', 'Garden', 'cart', 1, 3, 'EUR'),
                ('eve', 'C', 'Garden', 'refund', 1, 0.5, 'EUR')""");
    }

    /** Up to six hours come from the events, more from the aggregates. */
    @ParameterizedTest
    @ValueSource(strings = {"6h", "7d"})
    void aRefundLowersNetRevenueAndLeavesOrdersAlone(String range) {
        String[] columns = {"orders", "revenue", "refunds", "refunded", "net_revenue", "average_order_value"};
        assertThat(rows(Panel.SALES, range, "EUR", columns)).first().isEqualTo("2 30.00 2 10.50 19.50 15.00");
        assertThat(rows(Panel.SALES, range, "JPY", columns)).first().isEqualTo("1 1000 0 0 1000 1000");
        assertThat(rows(Panel.CATEGORIES, range, "EUR", "category", "revenue", "refunded", "net_revenue"))
                .containsExactly("Home 30.00 10.00 20.00", "Garden 0.00 0.50 -0.50");
        assertThat(rows(Panel.PRODUCTS, range, "EUR", "product_id", "revenue", "refunds", "refunded", "net_revenue"))
                .containsExactly("A 30.00 1 10.00 20.00", "B 0.00 0 0.00 0.00", "C 0.00 1 0.50 -0.50");
        assertThat(rows(Panel.TREND, range, "EUR", "orders", "revenue", "refunds", "refunded", "net_revenue").stream()
                        .filter(row -> !row.startsWith("0 0.00 0")))
                .containsExactly("2 30.00 2 10.50 19.50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6h", "7d"})
    void cartsRemovesAndCheckoutsAreCountedAndMakeUsersActive(String range) {
        assertThat(rows(Panel.SALES, range, "EUR", "views", "carts", "removes", "checkouts"))
                .first()
                .isEqualTo("1 3 1 1");
        assertThat(rows(
                        Panel.TOP_USERS,
                        range,
                        "EUR",
                        "user_id",
                        "events",
                        "carts",
                        "removes",
                        "checkouts",
                        "orders",
                        "refunds"))
                .containsExactly("ada 7 2 1 1 1 1", "eve 2 1 0 0 0 1", "bob 1 0 0 0 1 0");
        assertThat(rows(Panel.ENGAGEMENT, range, null, "band", "users", "events").stream()
                        .filter(row -> !row.endsWith(" 0 0")))
                .containsExactly("2–5 2 5", "6–10 1 7");
        assertThat(rows(Panel.ACTIVE_USERS, range, null, "period", "users", "buyers"))
                .contains("1 hour 3 2", "7 days 3 2");
        assertThat(rows(Panel.FUNNEL, range, null, "event_type", "users", "users_in_all"))
                .containsExactly("view 1 1", "click 0 0", "buy 0 2");
    }

    private static List<String> rows(Panel panel, String range, String currency, String... columns) {
        TimeRange time = panel.isRanged() ? new TimeRange.Last(TimeRange.NAMED.get(range)) : Question.NO_RANGE;
        Map<Filter, Object> filters = currency == null ? Map.of() : Map.of(Filter.CURRENCY, currency);
        return SHOP.answer(new Question(panel, time, filters)).table().records().stream()
                .map(row -> String.join(
                        " ",
                        Stream.of(columns).map(column -> shown(row.get(column))).toList()))
                .toList();
    }

    private static String shown(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }
}
