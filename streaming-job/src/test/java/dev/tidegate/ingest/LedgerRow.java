package dev.tidegate.ingest;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A row of the ledger.
 *
 * @param counts those that are not 0, as {@code read=2 inserted=1 stale=1}; {@code read=0} if all are
 * @param moved whether the file has reached its place
 */
record LedgerRow(
        String stream,
        long fileId,
        long batchId,
        String path,
        String state,
        String counts,
        String sha256,
        String firstError,
        String archivePath,
        boolean moved) {

    private static final String[] COUNTS = {
        "inserted", "updated", "unchanged", "stale", "duplicate", "filtered", "rejected"
    };

    static LedgerRow of(ResultSet row) throws SQLException {
        StringBuilder counts = new StringBuilder("read=" + row.getLong("records_read"));
        for (String count : COUNTS) {
            if (row.getLong(count) != 0) {
                counts.append(' ').append(count).append('=').append(row.getLong(count));
            }
        }
        return new LedgerRow(
                row.getString("stream"),
                row.getLong("file_id"),
                row.getLong("batch_id"),
                row.getString("path"),
                row.getString("state"),
                counts.toString(),
                row.getString("sha256_hex"),
                row.getString("first_error"),
                row.getString("archive_path"),
                row.getObject("archived_at") != null);
    }
}
