package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.Patience;
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

    /** @param why null where the database said nothing */
    static RefusedRow of(int fileNo, long line, long byteOffset, long byteLength, SQLException why) {
        if (why == null) {
            return new RefusedRow(fileNo, line, byteOffset, byteLength, null, null, KEPT_OUT, KEPT_OUT);
        }
        ServerErrorMessage said = why instanceof PSQLException ofServer ? ofServer.getServerErrorMessage() : null;
        String message = said == null ? Patience.firstLine(why) : said.getMessage();
        String detail = said == null || said.getDetail() == null ? message : message + ": " + said.getDetail();
        return new RefusedRow(
                fileNo,
                line,
                byteOffset,
                byteLength,
                why.getSQLState(),
                said == null ? null : said.getColumn(),
                message,
                detail);
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
