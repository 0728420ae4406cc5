package dev.tidegate.generator.shop;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * A thing the shop sells.
 *
 * @param id a number, or a text such as {@code EL-0006}
 * @param price the list price, with two decimals or with those of its currency
 */
public record Product(String id, String name, String category, BigDecimal price) {

    private static final int CENTS = 2;

    /** The same at a list price in a currency; null for the one of the catalog. */
    Product in(String currency) {
        int digits = currency == null ? CENTS : Currency.getInstance(currency).getDefaultFractionDigits();
        return digits == CENTS ? this : new Product(id, name, category, inUnitsOf(digits));
    }

    /** A currency without decimals has so much smaller a unit, and one of three decimals a larger one. */
    private BigDecimal inUnitsOf(int digits) {
        return digits < CENTS
                ? price.movePointRight(CENTS).setScale(digits, RoundingMode.HALF_UP)
                : price.movePointLeft(1).setScale(digits, RoundingMode.HALF_UP);
    }
}
