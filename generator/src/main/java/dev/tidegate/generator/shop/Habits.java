package dev.tidegate.generator.shop;

import java.util.List;

/**
 * What visitors do that those of a plain shop do not.
 *
 * @param carts whether they put things into a cart, take some out again, and begin an order before they buy
 * @param refunds share of the buys that are given back, some hours later
 * @param guests share of the visits of nobody known
 * @param currencies in which they pay, the most usual first; empty where nobody says it
 */
public record Habits(boolean carts, double refunds, double guests, List<String> currencies) {

    /** Views, clicks and buys of known users. */
    public static final Habits PLAIN = new Habits(false, 0, 0, List.of());

    private static final double OTHER_CURRENCY = 0.2;

    public Habits {
        currencies = List.copyOf(currencies);
    }

    /** Share of the visits that are in another currency than the first. */
    double otherCurrency() {
        return currencies.size() > 1 ? OTHER_CURRENCY : 0;
    }
}
