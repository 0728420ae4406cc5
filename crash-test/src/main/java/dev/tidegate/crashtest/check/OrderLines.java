package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.workload.OrderLine;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;

/** The table that {@code streams/orders.yaml} declares. */
final class OrderLines implements TableReader<OrderLine> {

    private static final String QUERY = Sql.read("order_lines.sql");

    @Override
    public String table() {
        return "shop.order_lines";
    }

    @Override
    public String query() {
        return QUERY;
    }

    @Override
    public OrderLine row(ResultSet found) throws SQLException {
        return new OrderLine(
                found.getString("order_id"),
                found.getLong("line_no"),
                found.getString("sku"),
                found.getBigDecimal("quantity"),
                found.getBigDecimal("price"),
                found.getString("currency"),
                found.getString("status"),
                found.getString("source"),
                found.getObject("updated_at", OffsetDateTime.class).toInstant(),
                found.getString("note"),
                found.getBoolean("deleted"));
    }

    @Override
    public boolean isWorkedOut(ResultSet found, OrderLine line) throws SQLException {
        return isTotal(found.getBigDecimal("total"), line)
                && Objects.equals(found.getObject("day", LocalDate.class), day(line));
    }

    /** A row that is not as it has to be may have no values to multiply. */
    private static boolean isTotal(BigDecimal total, OrderLine line) {
        if (total == null || line.quantity() == null || line.price() == null) {
            return total == null && (line.quantity() == null || line.price() == null);
        }
        return total.compareTo(line.quantity().multiply(line.price())) == 0;
    }

    private static LocalDate day(OrderLine line) {
        return line.deleted() ? null : LocalDate.ofInstant(line.time(), ZoneOffset.UTC);
    }
}
