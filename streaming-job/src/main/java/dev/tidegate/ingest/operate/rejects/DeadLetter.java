package dev.tidegate.ingest.operate.rejects;

import dev.tidegate.ingest.log.Printable;
import dev.tidegate.ingest.operate.console.TextTable;
import dev.tidegate.ingest.operate.ledger.Query;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * A row of {@code rejected_events}.
 *
 * @param fileId the row of the ledger that counts it
 * @param deliveryId the delivery that its bytes are from: another one where it was refused in a replay
 * @param resolvedAt null while it is open, as is {@code resolution}
 * @param raw its first bytes, as text without anything that a terminal would obey
 * @param rawBase64 the same as bytes
 */
public record DeadLetter(
        long fileId,
        long deliveryId,
        String path,
        long line,
        long byteOffset,
        long byteLength,
        Instant rejectedAt,
        Instant resolvedAt,
        String resolution,
        String reason,
        String column,
        String message,
        String raw,
        String rawBase64) {

    /** Those of a file or its replays, settled or open, in the order of the file. */
    public static List<DeadLetter> ofFile(Connection connection, String stream, long fileId, int limit)
            throws SQLException {
        return find(connection, stream, null, fileId, null, true, limit);
    }

    /** In the order of their files; {@code reason}, {@code fileId} and {@code since} may be null: of any. */
    static List<DeadLetter> find(
            Connection connection,
            String stream,
            String reason,
            Long fileId,
            Instant since,
            boolean settledToo,
            int limit)
            throws SQLException {
        return Query.of(DeadLetter.class, "rejects", stream, reason, fileId, since, settledToo, limit)
                .list(connection, DeadLetter::of);
    }

    private static DeadLetter of(ResultSet row) throws SQLException {
        byte[] raw = row.getBytes("raw");
        return new DeadLetter(
                row.getLong("file_id"),
                row.getLong("delivery_id"),
                row.getString("path"),
                row.getLong("line"),
                row.getLong("byte_offset"),
                row.getLong("byte_length"),
                Query.time(row, "rejected_at"),
                Query.time(row, "resolved_at"),
                row.getString("resolution"),
                row.getString("reason"),
                row.getString("column_name"),
                row.getString("message"),
                Printable.of(raw),
                Base64.getEncoder().encodeToString(raw));
    }

    /** One line each. */
    public static TextTable table(List<DeadLetter> rejects) {
        TextTable table = new TextTable("#FILE", "#LINE", "STATE", "REASON", "COLUMN", "MESSAGE");
        for (DeadLetter reject : rejects) {
            String state = reject.resolution == null ? "open" : reject.resolution;
            table.row(reject.fileId, reject.line, state, reject.reason, reject.column, reject.message);
        }
        return table;
    }
}
