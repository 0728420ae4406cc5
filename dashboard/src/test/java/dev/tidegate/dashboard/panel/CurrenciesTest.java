package dev.tidegate.dashboard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.TestShop;
import dev.tidegate.postgres.TestDatabase;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shop with several currencies, guests and ids that are texts, against numbers made by hand. */
class CurrenciesTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @RegisterExtension
    static final AskedShop SHOP = new AskedShop(DATABASE);

    @BeforeAll
    static void deliver() throws SQLException {
        new TestShop(DATABASE).insert("""
                ('ada', '0017', 'Home', 'view', 1, 9.99, NULL),
                ('ada', '0017', 'Home', 'view', 1, 9.99, 'EUR'),
                ('ada', '0017', 'Home', 'view', 1, 1500, 'JPY'),
                ('ada', '17', 'Home', 'click', 1, 1500, 'JPY'),
                ('ada', '0017', 'Home', 'buy', 1.4, 9.9999, 'EUR'),
                ('bob', '0017', 'Home', 'buy', 2, 0.5, 'EUR'),
                (NULL, '17', 'Garden', 'buy', 1, 3.25, 'EUR'),
                (NULL, '17', NULL, 'view', 1, 3.25, NULL),
                ('bob', '17', 'Home', 'buy', 3, 1500, 'JPY'),
                ('9', '9', 'Home', 'buy', 1, 7, NULL),
                ('10', '10', 'Home', 'buy', 1, 7, NULL)""");
    }

    @Test
    void theCurrencyWithMostOrdersComesFirst() {
        assertThat(rows(Panel.CURRENCIES, "24h", null, "currency", "orders"))
                .containsExactly("EUR 3", "null 2", "JPY 1");
    }

    /** Up to six hours come from the events, more from the aggregates. */
    @ParameterizedTest
    @ValueSource(strings = {"6h", "7d"})
    void revenueIsThatOfOneCurrencyAndViewsWithoutOneAreInEach(String range) {
        String[] columns = {"currency", "views", "clicks", "orders", "units", "revenue", "average_order_value"};
        String euros = "EUR 3 0 3 4.4 18.24986 6.08";
        assertThat(rows(Panel.SALES, range, null, columns)).first().isEqualTo(euros);
        assertThat(rows(Panel.SALES, range, "EUR", columns)).first().isEqualTo(euros);
        assertThat(rows(Panel.SALES, range, "JPY", columns)).first().isEqualTo("JPY 3 1 1 3 4500 4500");
        assertThat(rows(Panel.SALES, range, "", columns)).first().isEqualTo("null 2 0 2 2 14.00 7.00");
        assertThat(rows(Panel.SALES, range, "USD", columns)).first().isEqualTo("USD 2 0 0 0 0.00 null");
        assertThat(rows(Panel.TREND, range, "JPY", "revenue", "orders", "clicks").stream()
                        .filter(row -> !row.equals("0 0 0")))
                .containsExactly("4500 1 1");
        assertThat(rows(Panel.TREND_BY_CATEGORY, range, "EUR", "category", "currency", "revenue"))
                .containsExactlyInAnyOrder("Home EUR 14.99986", "Garden EUR 3.25", "no category EUR 0.00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6h", "7d"})
    void categoriesProductsAndUsersAreInOneCurrency(String range) {
        assertThat(rows(Panel.CATEGORIES, range, "EUR", "category", "views", "orders", "revenue"))
                .containsExactly("Home 2 2 14.99986", "Garden 0 1 3.25", "null 1 0 0.00");
        assertThat(rows(Panel.CATEGORIES, range, "JPY", "category", "views", "orders", "revenue"))
                .containsExactly("Home 2 1 4500", "null 1 0 0");
        assertThat(rows(Panel.PRODUCTS, range, "EUR", "product_id", "views", "clicks", "orders", "units", "revenue"))
                .containsExactly("0017 2 0 2 3.4 14.99986", "17 1 0 1 1 3.25");
        assertThat(rows(Panel.PRODUCTS, range, "JPY", "product_id", "views", "clicks", "orders", "units", "revenue"))
                .containsExactly("17 1 1 1 3 4500", "0017 2 0 0 0 0");
        assertThat(rows(Panel.TOP_USERS, range, "EUR", "user_id", "views", "clicks", "orders", "revenue"))
                .containsExactly("ada 2 0 1 13.99986", "bob 0 0 1 1.00");
        assertThat(rows(Panel.TOP_USERS, range, "JPY", "user_id", "views", "clicks", "orders", "revenue"))
                .containsExactly("ada 2 1 0 0", "bob 0 0 1 4500");
    }

    @Test
    void ofEqualRowsNineComesBeforeTen() {
        assertThat(rows(Panel.PRODUCTS, "7d", "", "product_id", "revenue"))
                .containsExactly("9 7.00", "10 7.00", "17 0.00", "0017 0.00");
        assertThat(rows(Panel.TOP_USERS, "7d", "", "user_id", "revenue"))
                .containsExactly("9 7.00", "10 7.00", "ada 0.00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6h", "7d"})
    void aGuestIsNoUserAndUsersAreCountedOverAllCurrencies(String range) {
        assertThat(rows(Panel.FUNNEL, range, null, "event_type", "users", "users_in_all"))
                .containsExactly("view 1 1", "click 1 1", "buy 1 4");
        assertThat(rows(Panel.ENGAGEMENT, range, null, "users", "orders").stream()
                        .filter(row -> !row.equals("0 0")))
                .containsExactly("2 2", "2 3");
        assertThat(rows(Panel.ACTIVE_USERS, range, null, "users", "buyers"))
                .contains("4 4")
                .doesNotContain("5 5");
    }

    @Test
    void ordersOfGuestsStandBesideThoseOfKnownUsers() {
        String[] columns = {
            "currency", "guest_views", "guest_orders", "guest_revenue", "known_views", "known_orders", "known_revenue"
        };
        assertThat(rows(Panel.GUESTS, "7d", "EUR", columns)).contains("EUR 1 1 3.25 2 2 14.99986");
        assertThat(rows(Panel.GUESTS, "7d", "JPY", columns)).contains("JPY 1 0 0 2 1 4500");
        assertThat(rows(Panel.GUESTS, "7d", null, "guest_orders", "known_orders"))
                .hasSizeBetween(14, 31)
                .first()
                .isEqualTo("0 0");
    }

    @Test
    void eachEventHasItsOwnCurrency() {
        assertThat(rows(
                        Panel.EVENTS,
                        "6h",
                        null,
                        "user_id",
                        "product_id",
                        "quantity",
                        "price",
                        "total_price",
                        "currency"))
                .hasSize(11)
                .contains("ada 0017 1.4 9.9999 13.99986 EUR", "null 17 1 3.25 3.25 EUR", "bob 17 3 1500 4500 JPY");
    }

    private static List<String> rows(Panel panel, String range, String currency, String... columns) {
        Map<Filter, Object> filters = new HashMap<>();
        if (currency != null) {
            filters.put(Filter.CURRENCY, currency);
        }
        TimeRange time = panel.isRanged() ? new TimeRange.Last(TimeRange.NAMED.get(range)) : Question.NO_RANGE;
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
