package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.Patience;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A staged row that the table does not take.
 *
 * @param sqlState what the database said of it; null where it said nothing and the row was not there
 * @param column null where the database names none
 * @param message for people
 * @param detail the same, with what is said of its values
 */
record RefusedRow(
        int fileNo,
        long line,
        long byteOffset,
        long byteLength,
        String sqlState,
        String column,
        String message,
        String detail) {

    /** The code of the reason of its dead letter. */
    static final String REASON = "refused_by_table";

    private static final String KEPT_OUT = "a trigger or a rule of the table keeps the row out";

    /**
     * A row that was tried alone.
     *
     * @param row where it stands in its file
     * @param why null where the database said nothing
     */
    static RefusedRow of(ResultSet row, SQLException why) throws SQLException {
        if (why == null) {
            return of(row, null, null, KEPT_OUT, null);
        }
        ServerErrorMessage said = why instanceof PSQLException ofServer ? ofServer.getServerErrorMessage() : null;
        return said == null
                ? of(row, why.getSQLState(), null, Patience.firstLine(why), null)
                : of(row, why.getSQLState(), said.getColumn(), said.getMessage(), said.getDetail());
    }

    /** A row of which the database itself says what was said of it. */
    static RefusedRow found(ResultSet row) throws SQLException {
        return row.getBoolean("kept_out")
                ? of(row, null)
                : of(
                        row,
                        row.getString("state"),
                        row.getString("column_name"),
                        row.getString("message"),
                        row.getString("detail"));
    }

    private static RefusedRow of(ResultSet row, String state, String column, String message, String detail)
            throws SQLException {
        return new RefusedRow(
                row.getInt("_tg_file_no"),
                row.getLong("_tg_line"),
                row.getLong("_tg_byte_offset"),
                row.getLong("_tg_byte_length"),
                state,
                column,
                message,
                detail == null ? message : message + ": " + detail);
    }

    /** Whether it would be taken once another row is there. */
    boolean missesParent() {
        return "23503".equals(sqlState);
    }

    /** For the ledger. */
    String asFirstError() {
        return "line %d: %s: %s".formatted(line, REASON, message);
    }
}
