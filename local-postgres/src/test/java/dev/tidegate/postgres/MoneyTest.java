package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Amounts are exact, and people see them with the digits of their currency. */
@Tag("versions")
class MoneyTest {
    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    /** Money that is no more, which Java still knows. */
    private static final List<String> FORMER =
            List.of("ADP", "BEF", "BYB", "BYR", "ESP", "GRD", "ITL", "LUF", "MGF", "PTE", "ROL", "TPE", "TRL");

    /** Java has the list of ISO 4217, with -1 for gold and the like. */
    @Test
    void aCurrencyHasTheDigitsThatIso4217GivesIt() throws SQLException {
        String known = Currency.getAvailableCurrencies().stream()
                .filter(currency -> currency.getDefaultFractionDigits() >= 0)
                .map(currency ->
                        "('%s', %d)".formatted(currency.getCurrencyCode(), currency.getDefaultFractionDigits()))
                .collect(Collectors.joining(", "));
        assertThat(database.rows("SELECT code FROM (VALUES " + known
                        + ") AS known (code, digits) WHERE currency_digits(code) <> digits ORDER BY code"))
                .isEqualTo(FORMER);
        assertThat(database.rows("SELECT currency_digits(NULL), currency_digits(''), currency_digits('XYZ')"))
                .containsExactly("2|2|2");
    }

    @Test
    void sumsHaveTheDigitsOfTheirCurrencyAndMoreOnlyWhereThereAreMore() throws SQLException {
        database.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, event_type, quantity, price, total_price, currency,
                                        event_timestamp, event_date, source_file_id, source_line)
                SELECT gen_random_uuid(), 'ada', 'A', 'buy', quantity, price, quantity * price, currency,
                       '2026-03-01 10:00Z', '2026-03-01', 1, 2
                FROM (VALUES (1, 5, NULL), (2, 1500, 'JPY'), (1, 2.5, 'KWD'), (1.4, 9.9999, 'EUR')) AS sold (quantity, price, currency)""");
        String[] sums = {"null|1|5.00", "EUR|1.4|13.99986", "JPY|2|3000", "KWD|1|2.500"};
        for (String kept : List.of(
                "sales_by_minute WHERE",
                "sales_by_hour WHERE",
                "product_by_day WHERE",
                "user_by_day WHERE",
                "user_total_by_day WHERE",
                "(SELECT currency, units AS quantity, revenue FROM sales_trend_by_day) AS v WHERE",
                "(SELECT currency, units AS quantity, revenue FROM product_sales_by_day) AS v WHERE",
                "(SELECT currency, units AS quantity, revenue FROM user_engagement_by_day) AS v WHERE")) {
            assertThat(database.rows(
                            "SELECT currency, quantity, revenue FROM " + kept + " true ORDER BY currency NULLS FIRST"))
                    .as(kept)
                    .containsExactly(sums);
        }
        assertThat(database.rows(
                        "SELECT currency, price, total_price FROM event_details ORDER BY currency NULLS FIRST"))
                .containsExactly("null|5.00|5.00", "EUR|9.9999|13.99986", "JPY|1500|3000", "KWD|2.500|2.500");
        assertThat(database.rows("SELECT average_order_value FROM sales_trend_by_day ORDER BY currency NULLS FIRST"))
                .containsExactly("5.00", "14.00", "3000", "2.500");
        database.execute("SELECT recount_aggregates()");
        assertThat(database.rows(
                        "SELECT currency, quantity, revenue FROM user_total_by_day ORDER BY currency NULLS FIRST"))
                .containsExactly(sums);
    }
}
