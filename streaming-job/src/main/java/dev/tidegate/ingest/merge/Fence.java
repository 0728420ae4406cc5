package dev.tidegate.ingest.merge;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;

/**
 * What the fence gives to the transaction that has passed it; until its end no other passes.
 *
 * @param epoch of the job, as the fence has it
 * @param baseFileId the file ids behind it are the transaction's own
 * @param loadedAt when it was passed, by the clock of the database
 */
record Fence(long batchId, long epoch, long baseFileId, Timestamp loadedAt) {

    static Fence of(ResultSet row) throws SQLException {
        return new Fence(
                row.getLong("batch_id"),
                row.getLong("epoch"),
                row.getLong("base_file_id"),
                row.getTimestamp("loaded_at"));
    }

    long fileId(int fileNo) {
        return baseFileId + fileNo;
    }
}
