package dev.tidegate.crashtest.workload;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * One version of an event.
 *
 * @param productName null where the file gives none
 * @param category null where the file gives none
 * @param price with two decimals
 * @param note value of a column that the file format does not know; null where the file has none
 */
public record Event(
        UUID id,
        long user,
        long product,
        String productName,
        String category,
        String type,
        int quantity,
        BigDecimal price,
        Instant time,
        String note)
        implements Row {

    @Override
    public UUID key() {
        return id;
    }

    @Override
    public Event deliveredAs(String name) {
        return this;
    }

    Event at(Instant otherTime, BigDecimal otherPrice) {
        return new Event(id, user, product, productName, category, type, quantity, otherPrice, otherTime, note);
    }

    Event noted(String otherNote) {
        return new Event(id, user, product, productName, category, type, quantity, price, time, otherNote);
    }

    /** What is left of it in a file without some of the optional columns. */
    Event in(Columns columns) {
        return new Event(
                id,
                user,
                product,
                columns.has("product_name") ? productName : null,
                columns.has("category") ? category : null,
                type,
                columns.has("quantity") ? quantity : 1,
                price,
                time,
                columns.has(Columns.EXTRA) ? note : null);
    }
}
