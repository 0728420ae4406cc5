package dev.tidegate.ingest.operate.ledger;

import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.merge.Counts;
import dev.tidegate.ingest.merge.LedgerFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** A row of {@code ingested_files}; the comments there say what each value is. */
public record LedgerRow(
        long fileId,
        String path,
        String state,
        long batchId,
        long sizeBytes,
        Instant modifiedAt,
        Instant loadedAt,
        Instant archivedAt,
        Instant removedAt,
        Counts counts,
        long rejectsRemoved,
        Long replayOf,
        String sha256,
        String firstError,
        String archivePath,
        String etag) {

    /** Of a row that has the columns that {@code file_by_id.sql} selects. */
    public static LedgerRow of(ResultSet row) throws SQLException {
        return new LedgerRow(
                row.getLong("file_id"),
                row.getString("path"),
                row.getString("state"),
                row.getLong("batch_id"),
                row.getLong("size_bytes"),
                Query.time(row, "modified_at"),
                Query.time(row, "loaded_at"),
                Query.time(row, "archived_at"),
                Query.time(row, "removed_at"),
                Counts.of(row),
                row.getLong("rejects_removed"),
                row.getObject("replay_of", Long.class),
                row.getString("sha256_hex"),
                row.getString("first_error"),
                row.getString("archive_path"),
                row.getString("etag"));
    }

    /** Which version of the file it is, as it was delivered. */
    public FileStat stat() {
        return new FileStat(sizeBytes, modifiedAt.toEpochMilli(), etag);
    }

    /**
     * The same as the load knows it.
     *
     * @param keptAs the name under which the file is kept
     */
    public LedgerFile file(String keptAs) {
        return new LedgerFile(fileId, path, stat(), state.equals("quarantined"), sha256, keptAs);
    }
}
