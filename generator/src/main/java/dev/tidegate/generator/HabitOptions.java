package dev.tidegate.generator;

import static dev.tidegate.generator.OptionValues.refusal;

import dev.tidegate.generator.shop.Habits;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What the shop has that a plain one does not. */
final class HabitOptions {

    @Option(
            names = "--carts",
            description =
                    "Visitors put things into a cart before they buy: event types cart, remove and checkout, too.")
    private boolean carts;

    @Option(
            names = "--refunds",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of the buys, 0.0 to 1.0, that are refunded some hours later: event type refund.")
    private BigDecimal refunds;

    @Option(
            names = "--guests",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of the visits without a user.")
    private BigDecimal guests;

    @Option(names = "--skus", description = "Ids of products are texts such as EL-0006, not numbers.")
    private boolean skus;

    @Option(
            names = "--currencies",
            paramLabel = "CODE",
            split = ",",
            description =
                    "Write a column currency, for example EUR,JPY: four visits of five pay in the first (default: none).")
    private List<String> currencies = List.of();

    void check(CommandSpec command) {
        for (String currency : currencies) {
            if (Currency.getAvailableCurrencies().stream()
                    .noneMatch(known ->
                            known.getCurrencyCode().equals(currency) && known.getDefaultFractionDigits() >= 0)) {
                throw refusal(command, "--currencies", currency, "codes of ISO 4217 such as EUR,JPY");
            }
        }
    }

    Habits habits() {
        return new Habits(carts, refunds.doubleValue(), guests.doubleValue(), currencies);
    }

    boolean skus() {
        return skus;
    }

    boolean withCurrency() {
        return !currencies.isEmpty();
    }
}
