package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Proves that the table of a stream is what it was when it was compared with the declaration. A column that was made narrower
 * since would round what is merged into it, and a trigger would change it, without a word.
 */
public final class UnchangedTable {

    private static final String GONE = "";

    private final Stream stream;
    private String state;

    public UnchangedTable(Stream stream) {
        this.stream = stream;
    }

    /**
     * The first time, notes what the table is; from then on sees that it still is. The table of events is changed by its own
     * set-up only, which shuts the job out.
     *
     * @throws TableChangedException if it is not
     */
    public void prove(Connection connection) throws SQLException {
        if (Events.is(stream.name())) {
            return;
        }
        String now = state(connection);
        if (state == null) {
            state = now;
        } else if (!state.equals(now)) {
            throw new TableChangedException(stream.table());
        }
    }

    /** The same of a table that was noted: what has just failed may have failed because of a change. */
    void proveAfter(SQLException failure, Connection connection) {
        try {
            if (state != null && !connection.isClosed()) {
                prove(connection);
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private String state(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.TABLE_STATE)) {
            statement.setString(1, stream.table().schema());
            statement.setString(2, stream.table().name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString("state") : GONE;
            }
        }
    }

    /**
     * The table of a stream is not any more what it was when the load started. Nothing may be loaded into it before it is compared
     * with what the stream declares.
     */
    public static final class TableChangedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        TableChangedException(Table table) {
            super("Somebody has changed the columns, indexes, triggers or constraints of the table %s"
                    .formatted(table));
        }
    }
}
