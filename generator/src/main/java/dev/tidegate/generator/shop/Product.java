package dev.tidegate.generator.shop;

import java.math.BigDecimal;

/**
 * A thing the shop sells.
 *
 * @param price the list price, with two decimals
 */
public record Product(long id, String name, String category, BigDecimal price) {}
