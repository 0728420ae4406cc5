package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.workload.Event;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** The table of the built-in stream. */
final class RawEvents implements TableReader<Event> {

    private static final String QUERY = Sql.read("events.sql");

    @Override
    public String table() {
        return "raw_events";
    }

    @Override
    public String query() {
        return QUERY;
    }

    @Override
    public Event row(ResultSet found) throws SQLException {
        return new Event(
                found.getObject("event_id", UUID.class),
                found.getLong("user_id"),
                found.getLong("product_id"),
                found.getString("product_name"),
                found.getString("category"),
                found.getString("event_type"),
                found.getBigDecimal("quantity").intValueExact(),
                price(found),
                found.getObject("event_timestamp", OffsetDateTime.class).toInstant(),
                found.getString("note"));
    }

    /** As files have it, with two decimals: the table has more. */
    private static BigDecimal price(ResultSet found) throws SQLException {
        BigDecimal price = found.getBigDecimal("price").stripTrailingZeros();
        return price.scale() < 2 ? price.setScale(2) : price;
    }

    @Override
    public boolean isWorkedOut(ResultSet found, Event event) throws SQLException {
        BigDecimal total = event.price().multiply(BigDecimal.valueOf(event.quantity()));
        LocalDate date = LocalDate.ofInstant(event.time(), ZoneOffset.UTC);
        return found.getBigDecimal("total_price").compareTo(total) == 0
                && found.getObject("event_date", LocalDate.class).equals(date);
    }
}
