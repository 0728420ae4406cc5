package dev.tidegate.crashtest.workload;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * One version of a line of an order, as {@code streams/orders.yaml} declares it. One that was taken away keeps its key and
 * its time alone: all else is null.
 *
 * @param quantity with three decimals
 * @param price with four decimals
 * @param status null where the file gives none
 * @param source name of the file; null as long as it is not in one
 * @param note value of a column that is not declared; null where the file has none
 * @param deleted whether it was taken away
 */
public record OrderLine(
        String order,
        long line,
        String sku,
        BigDecimal quantity,
        BigDecimal price,
        String currency,
        String status,
        String source,
        Instant time,
        String note,
        boolean deleted)
        implements Row {

    /** The key of the table. */
    public record Key(String order, long line) {}

    @Override
    public Key key() {
        return new Key(order, line);
    }

    @Override
    public OrderLine deliveredAs(String name) {
        return deleted
                ? this
                : new OrderLine(order, line, sku, quantity, price, currency, status, name, time, note, false);
    }

    /** Another version of what it was, or the record that takes it away. */
    OrderLine at(Instant otherTime, BigDecimal otherPrice, String otherStatus, boolean otherDeleted) {
        return new OrderLine(
                order, line, sku, quantity, otherPrice, currency, otherStatus, source, otherTime, note, otherDeleted);
    }

    OrderLine noted(String otherNote) {
        return new OrderLine(order, line, sku, quantity, price, currency, status, source, time, otherNote, deleted);
    }

    /** What the table keeps of it, out of a file without some of the optional columns. */
    OrderLine in(Columns columns) {
        long lineInFile = columns.has("line") ? line : 1;
        return deleted
                ? new OrderLine(order, lineInFile, null, null, null, null, null, null, time, null, true)
                : new OrderLine(
                        order,
                        lineInFile,
                        sku,
                        columns.has("quantity") ? quantity : BigDecimal.ONE.setScale(quantity.scale()),
                        price,
                        columns.has("currency") ? currency : "EUR",
                        columns.has("status") ? status : null,
                        null,
                        time,
                        columns.has(Columns.EXTRA) ? note : null,
                        false);
    }
}
