package dev.tidegate.crashtest.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the ledger says of one delivery.
 *
 * @param sha256 in hex; null where the file could not be read
 * @param moved whether it is marked as moved
 * @param archivePath relative to the archive folder, or of a quarantined file to the quarantine folder; null where it is
 *     kept nowhere
 */
record LedgerRow(
        long fileId,
        long batchId,
        String path,
        long size,
        long modifiedMillis,
        String sha256,
        String state,
        boolean moved,
        String archivePath,
        Counts counts) {

    private static final Pattern PUT_BACK = Pattern.compile("^((put-back|recovered)-[0-9]+(~[0-9]+)?-/?)+");
    private static final String QUERY = Sql.read("ledger.sql");

    /** All of a stream, in the order in which it was written. */
    static List<LedgerRow> all(Connection connection, String stream) throws SQLException {
        List<LedgerRow> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.add(read(row));
                }
            }
        }
        return all;
    }

    private static LedgerRow read(ResultSet row) throws SQLException {
        return new LedgerRow(
                row.getLong("file_id"),
                row.getLong("batch_id"),
                row.getString("path"),
                row.getLong("size_bytes"),
                row.getObject("modified_at", OffsetDateTime.class).toInstant().toEpochMilli(),
                row.getString("sha256"),
                row.getString("state"),
                row.getBoolean("moved"),
                row.getString("archive_path"),
                counts(row));
    }

    private static Counts counts(ResultSet row) throws SQLException {
        return new Counts(
                row.getLong("records_read"),
                row.getLong("inserted"),
                row.getLong("updated"),
                row.getLong("unchanged"),
                row.getLong("stale"),
                row.getLong("duplicate"),
                row.getLong("filtered"),
                row.getLong("rejected"));
    }

    /** The name under which its producer delivered it: the job puts something before it where it puts a file back. */
    String deliveredName() {
        return PUT_BACK.matcher(path).replaceFirst("");
    }

    boolean quarantined() {
        return state.equals("quarantined");
    }

    @Override
    public String toString() {
        return "file %d (%s, %s, batch %d)".formatted(fileId, path, state, batchId);
    }
}
