package dev.tidegate.generator.shop;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * One version of one event; versions of an event share its id.
 *
 * @param price what a piece costs, with two decimals; the list price unless corrected
 * @param timestamp when it happened, to the millisecond
 */
public record Event(
        UUID id, long userId, Product product, EventType type, int quantity, BigDecimal price, Instant timestamp) {

    /** The same event at another time. */
    public Event at(Instant time) {
        return new Event(id, userId, product, type, quantity, price, time);
    }

    /** The same event at another price a piece. */
    public Event priced(BigDecimal otherPrice) {
        return new Event(id, userId, product, type, quantity, otherPrice, timestamp);
    }
}
