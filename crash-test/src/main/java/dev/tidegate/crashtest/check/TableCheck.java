package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.workload.Event;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** {@code raw_events} against the truth, row by row, and the aggregates against a recount. */
final class TableCheck {

    private static final String EVENTS = Sql.read("events.sql");
    private static final String DIFFERENCES = Sql.read("differences.sql");
    private static final int AT_ONCE = 5000;

    private final Findings findings;

    TableCheck(Findings findings) {
        this.findings = findings;
    }

    /** Returns how many rows were compared. */
    long run(Connection connection, Map<UUID, TableRow> expected) throws SQLException {
        Map<UUID, TableRow> left = new HashMap<>(expected);
        long rows = 0;
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(EVENTS)) {
            statement.setFetchSize(AT_ONCE);
            try (ResultSet row = statement.executeQuery()) {
                for (; row.next(); rows++) {
                    TableRow found =
                            new TableRow(event(row), row.getLong("source_file_id"), row.getLong("source_line"));
                    compare(found, left.remove(found.event().id()));
                    compareDerived(row, found.event());
                }
            }
        }
        connection.setAutoCommit(true);
        left.values().forEach(row -> findings.lost("%s is not in raw_events".formatted(row)));
        compareAggregates(connection);
        return rows;
    }

    private static Event event(ResultSet row) throws SQLException {
        return new Event(
                row.getObject("event_id", UUID.class),
                row.getLong("user_id"),
                row.getLong("product_id"),
                row.getString("product_name"),
                row.getString("category"),
                row.getString("event_type"),
                row.getInt("quantity"),
                row.getBigDecimal("price"),
                row.getObject("event_timestamp", OffsetDateTime.class).toInstant(),
                row.getString("note"));
    }

    private void compare(TableRow found, TableRow expected) {
        if (expected == null) {
            findings.doubled("%s is in raw_events, and not (or not once) in what was delivered".formatted(found));
        } else if (!found.equals(expected)) {
            findings.wrong("raw_events has %s, expected %s".formatted(found, expected));
        }
    }

    private void compareDerived(ResultSet row, Event event) throws SQLException {
        BigDecimal total = event.price().multiply(BigDecimal.valueOf(event.quantity()));
        LocalDate date = LocalDate.ofInstant(event.time(), ZoneOffset.UTC);
        boolean right = row.getBigDecimal("total_price").compareTo(total) == 0
                && row.getObject("event_date", LocalDate.class).equals(date)
                && row.getInt("more_extras") == 0;
        if (!right) {
            findings.wrong("%s has total_price %s, event_date %s and %d unknown extra values"
                    .formatted(
                            event,
                            row.getBigDecimal("total_price"),
                            row.getString("event_date"),
                            row.getInt("more_extras")));
        }
    }

    private void compareAggregates(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DIFFERENCES);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                findings.wrong("%s of %s is %s, recounted %s"
                        .formatted(
                                row.getString("aggregate"),
                                row.getString("key"),
                                row.getString("kept"),
                                row.getString("recounted")));
            }
        }
    }
}
