package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.workload.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The table of one stream against the truth, row by row. */
final class TableCheck<R extends Row> {

    private static final int AT_ONCE = 5000;

    private final TableReader<R> reader;
    private final Map<Object, TableRow> left;
    private final Findings findings;

    /** @param expected what has to be in the table, by the key */
    TableCheck(TableReader<R> reader, Map<Object, TableRow> expected, Findings findings) {
        this.reader = reader;
        this.left = new HashMap<>(expected);
        this.findings = findings;
    }

    /** Returns how many rows were compared. */
    long run(Connection connection) throws SQLException {
        long rows = 0;
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(reader.query())) {
            statement.setFetchSize(AT_ONCE);
            try (ResultSet row = statement.executeQuery()) {
                for (; row.next(); rows++) {
                    compare(row, reader.row(row));
                }
            }
        }
        connection.setAutoCommit(true);
        left.values().forEach(row -> findings.lost("%s is not in %s".formatted(row, reader.table())));
        return rows;
    }

    private void compare(ResultSet found, R row) throws SQLException {
        TableRow there = new TableRow(row, found.getLong("source_file_id"), found.getLong("source_line"));
        TableRow expected = left.remove(row.key());
        if (expected == null) {
            findings.doubled(
                    "%s is in %s, and not (or not once) in what was delivered".formatted(there, reader.table()));
        } else if (!there.equals(expected)) {
            findings.wrong("%s has %s, expected %s".formatted(reader.table(), there, expected));
        }
        if (!reader.isWorkedOut(found, row) || found.getInt("more_extras") > 0) {
            findings.wrong("%s has values in %s that do not follow from it, or %d unknown extra values"
                    .formatted(there, reader.table(), found.getInt("more_extras")));
        }
    }
}
