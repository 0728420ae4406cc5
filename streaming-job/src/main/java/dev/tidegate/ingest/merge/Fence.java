package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.DatabaseWentBackException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What the fence gives to the transaction that has passed it; until its end no other of the stream passes.
 *
 * @param stream whose fence it is
 * @param epoch of the job, as the fence has it
 * @param fileIds the transaction's own, rising, one for each of its files; others may have taken those between them
 * @param loadedAt when it was passed, by the clock of the database
 */
record Fence(String stream, long batchId, long epoch, long[] fileIds, Timestamp loadedAt) {

    /** Ids from here on are those of no real micro-batch and file. Higher than all: in earnest, too, the files are the newest. */
    private static final long REHEARSAL = Long.MAX_VALUE / 2;

    /**
     * Passes the fence of a job. Empty where the epoch is no longer its own.
     *
     * @throws DatabaseWentBackException if the numbers were given out before
     */
    static Optional<Fence> pass(Connection connection, String stream, long epoch, int files) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.PASS_FENCE)) {
            statement.setString(1, stream);
            statement.setLong(2, epoch);
            statement.setInt(3, files);
            return passed(statement);
        }
    }

    /** The same for who works beside a job, whatever its epoch is. Empty where there is no such stream. */
    static Optional<Fence> passBeside(Connection connection, String stream, int files) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.PASS_FENCE_BESIDE)) {
            statement.setString(1, stream);
            statement.setInt(2, files);
            return passed(statement);
        }
    }

    /** For a transaction that is undone: takes no number, and no lock. */
    static Fence rehearsal(String stream, int files) {
        long[] none = LongStream.rangeClosed(1, files).map(n -> REHEARSAL + n).toArray();
        return new Fence(stream, REHEARSAL, 0, none, Timestamp.from(Instant.EPOCH));
    }

    private static Optional<Fence> passed(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(of(row)) : Optional.empty();
        }
    }

    private static Fence of(ResultSet row) throws SQLException {
        Long[] ids = (Long[]) row.getArray("file_ids").getArray();
        Fence fence = new Fence(
                row.getString("stream"),
                row.getLong("batch_id"),
                row.getLong("epoch"),
                LongStream.range(0, ids.length).map(i -> ids[(int) i]).toArray(),
                row.getTimestamp("loaded_at"));
        fence.proveNew("ingest_batch_ids", fence.batchId, "micro-batch", row.getLong("last_batch"));
        if (ids.length > 0) {
            fence.proveNew("ingested_file_ids", ids[0], "file", row.getLong("last_file_id"));
        }
        return fence;
    }

    /** A sequence that was restored, or set by hand, gives numbers out again. */
    private void proveNew(String sequence, long taken, String what, long last) {
        if (taken <= last) {
            throw new DatabaseWentBackException(
                    "The sequence %s went back: it gave out %d, and the newest %s of stream %s is %d. A start of the job raises it"
                            .formatted(sequence, taken, what, stream, last));
        }
    }

    long fileId(int fileNo) {
        return fileIds[fileNo - 1];
    }
}
