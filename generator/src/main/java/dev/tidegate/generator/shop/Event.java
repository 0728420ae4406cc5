package dev.tidegate.generator.shop;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * One version of one event; versions of an event share its id.
 *
 * @param userId from 1; {@link #GUEST} for nobody known
 * @param product with its list price in the currency of the event
 * @param price what a piece costs, with the decimals of the currency; the list price unless corrected
 * @param currency null where nobody says it
 * @param timestamp when it happened, to the millisecond
 */
public record Event(
        UUID id,
        long userId,
        Product product,
        EventType type,
        int quantity,
        BigDecimal price,
        String currency,
        Instant timestamp) {

    /** The user of events of nobody known. */
    public static final long GUEST = 0;

    /** The same event at another time. */
    public Event at(Instant time) {
        return new Event(id, userId, product, type, quantity, price, currency, time);
    }

    /** The same event at another price a piece. */
    public Event priced(BigDecimal otherPrice) {
        return new Event(id, userId, product, type, quantity, otherPrice, currency, timestamp);
    }
}
