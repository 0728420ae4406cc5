package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.StorableTime;
import dev.tidegate.ingest.fault.FaultPoint;
import dev.tidegate.ingest.merge.LoadResult.Durations;
import dev.tidegate.ingest.stage.Batch;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The statements behind the fence, which bring what is staged into the tables: all of them, in one transaction. */
public final class Merge {

    private final Connection connection;
    private final Statements statements;
    private final Fence fence;
    private final Map<String, Long> rejects = new HashMap<>();
    private boolean hasRefused;

    Merge(Connection connection, Statements statements, Fence fence) {
        this.connection = connection;
        this.statements = statements;
        this.fence = fence;
    }

    /** What is expected of the events of a large micro-batch. */
    interface Expectation {

        /** Asked before each try. */
        NewEvents.Expected get() throws SQLException;

        /** Told where it was wrong. */
        default void met() {}
    }

    /** Before many rows are merged: for this transaction. */
    static void prepareManyRows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Sql.PREPARE_MANY_ROWS);
        }
    }

    /**
     * Lets constraints and triggers that are deferred to COMMIT have their say, in a rehearsal as in earnest: a file that
     * they refuse is found, and COMMIT itself fails only for reasons that pass.
     */
    static void checkDeferred(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
        }
    }

    /**
     * Tells apart the rows of a file that have the same derived event id: the n-th of them is another event than the first. Gives
     * the staged rows of these files their final ids; each file must be staged whole.
     *
     * <p>How often an id came before is known only when the whole file is staged, whichever tasks read it; the database counts,
     * and its memory is bounded. Records that are no events count, too, so that the ids depend on the file and not on the
     * rules: they are staged under the negative number of their file, and gone when the merge begins. See docs/decisions.
     */
    static void numberRepeatedRows(Connection connection, Statements statements, Collection<Integer> fileNos)
            throws SQLException {
        if (fileNos.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(statements.numberRepeatedRows())) {
            statement.setArray(1, connection.createArrayOf("int4", fileNos.toArray()));
            statement.executeUpdate();
        }
    }

    /** Makes the table of the files that enter the ledger, where the session has none yet. */
    public static void createStagedFiles(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Sql.CREATE_STAGED_FILES);
        }
    }

    /**
     * Writes the events, the ledger's rows and the dead letters of these files.
     *
     * @param expected by which it is tried first
     */
    Counts write(List<StagedFile> files, Expectation expected) throws SQLException {
        stageFiles(files);
        NewEvents.Inserted inserted = NewEvents.insert(
                connection, statements, fence.loadedAt(), expected.get(), accepted(files), expected::met);
        Counts counts =
                switch (inserted.as()) {
                    case NEW, NEW_AND_DISTINCT -> writeLedgerOfNew(inserted.events());
                    case SOME_KNOWN, SOME_KNOWN_AND_DISTINCT, SOME_KNOWN_AND_LOOKED_UP ->
                        merge(statements.mergeConflictingEvents());
                    case ANY -> merge(statements.merge());
                };
        if (!files.isEmpty()) {
            FaultPoint.IN_MERGE.strike();
        }
        insertRejects(counts);
        return counts;
    }

    /** How many records of the files that are loaded were accepted, by what the reader says of them. */
    private static long accepted(List<StagedFile> files) {
        return files.stream()
                .filter(StagedFile::isLoaded)
                .map(StagedFile::counts)
                .mapToLong(counts -> counts.read() - counts.filtered() - counts.rejected())
                .sum();
    }

    /** How many records were rejected, by reason. */
    Map<String, Long> rejects() {
        return rejects;
    }

    /** Makes the table of the rows that the database refuses, where the session has none yet; {@link #write} asks it from now on. */
    void createStagedRefused() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Sql.CREATE_STAGED_REFUSED);
        }
        hasRefused = true;
    }

    /** Tells the statements which files enter the ledger; {@link #write} does it by itself. */
    void stageFiles(List<StagedFile> entering) throws SQLException {
        List<StagedFile> files = SameBytes.inOneSource(connection, statements.stream(), entering);
        try (PreparedStatement statement = connection.prepareStatement(Sql.STAGE_FILES)) {
            statement.setArray(1, array("int4", files, StagedFile::fileNo));
            statement.setArray(2, array("int8", files, StagedFile::fileId));
            statement.setArray(3, array("int8", files, StagedFile::sourceFileId));
            statement.setArray(4, array("int8", files, StagedFile::replayOf));
            statement.setArray(5, array("text", files, StagedFile::state));
            statement.setArray(6, array("text", files, StagedFile::path));
            statement.setArray(7, array("int8", files, StagedFile::sizeBytes));
            statement.setArray(8, array("timestamptz", files, file -> StorableTime.text(file.modifiedMillis())));
            byte[][] hashes = files.stream().map(StagedFile::sha256).toArray(byte[][]::new);
            statement.setArray(9, connection.createArrayOf("bytea", hashes));
            statement.setArray(10, array("int8", files, file -> file.counts().read()));
            statement.setArray(11, array("int8", files, file -> file.counts().filtered()));
            statement.setArray(12, array("int8", files, file -> file.counts().rejected()));
            statement.setArray(13, array("text", files, StagedFile::firstError));
            statement.setArray(14, array("text", files, StagedFile::archivePath));
            statement.setArray(15, array("text", files, StagedFile::etag));
            statement.executeUpdate();
        }
    }

    /** Takes that back. */
    void unstageFiles() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM staged_files");
        }
    }

    private Counts writeLedgerOfNew(long inserted) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statements.writeLedgerOfNew())) {
            statement.setLong(1, fence.batchId());
            statement.setTimestamp(2, fence.loadedAt());
            statement.setString(3, fence.stream());
            statement.setLong(4, inserted);
            Counts counts = counts(statement);
            NewEvents.proveCounted(inserted, counts.inserted());
            return counts;
        }
    }

    private Counts merge(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, fence.batchId());
            statement.setTimestamp(2, fence.loadedAt());
            statement.setString(3, fence.stream());
            return counts(statement);
        }
    }

    private static Counts counts(PreparedStatement statement) throws SQLException {
        Counts counts = Counts.NONE;
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                counts = counts.plus(Counts.of(row));
            }
        }
        return counts;
    }

    private void insertRejects(Counts counts) throws SQLException {
        if (counts.rejected() == 0) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(Sql.INSERT_REJECTS)) {
            statement.setString(1, fence.stream());
            statement.setTimestamp(2, fence.loadedAt());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rejects.put(row.getString("reason"), row.getLong("rejects"));
                }
            }
            insertRefused();
            long inserted = rejects.values().stream().mapToLong(Long::longValue).sum();
            if (inserted != counts.rejected()) {
                // The SQLSTATE of a check violation: staged anew, like events that went missing.
                throw new SQLException(
                        "%d dead letters were staged: expected %d".formatted(inserted, counts.rejected()), "23514");
            }
        }
    }

    /** Those that the table refused: they are among the rejected ones by now, and staged no more. */
    private void insertRefused() throws SQLException {
        if (!hasRefused) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(Sql.INSERT_REFUSED)) {
            statement.setString(1, fence.stream());
            statement.setTimestamp(2, fence.loadedAt());
            long inserted = statement.executeUpdate();
            if (inserted > 0) {
                rejects.merge(RefusedRow.REASON, inserted, Long::sum);
            }
        }
    }

    /** @param newest file id that enters the ledger */
    void addTotals(int files, long newest, Counts counts) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.ADD_TOTALS)) {
            statement.setLong(1, fence.batchId());
            statement.setLong(2, newest);
            statement.setInt(3, files);
            statement.setLong(4, counts.read());
            statement.setLong(5, counts.inserted());
            statement.setLong(6, counts.updated());
            statement.setLong(7, counts.unchanged());
            statement.setLong(8, counts.stale());
            statement.setLong(9, counts.duplicate());
            statement.setLong(10, counts.filtered());
            statement.setLong(11, counts.rejected());
            statement.setString(12, fence.stream());
            statement.executeUpdate();
        }
    }

    void insertBatch(Batch batch, int files, Counts counts, Durations durations) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.INSERT_BATCH)) {
            statement.setString(1, fence.stream());
            statement.setLong(2, fence.batchId());
            statement.setLong(3, fence.epoch());
            statement.setLong(4, batch.sparkBatchId());
            statement.setString(5, batch.queryId());
            statement.setInt(6, files);
            statement.setLong(7, counts.read());
            statement.setTimestamp(8, Timestamp.from(batch.startedAt()));
            statement.setInt(9, durations.read());
            statement.setInt(10, durations.stage());
            statement.setInt(11, durations.merge());
            statement.executeUpdate();
        }
    }

    private <T> Array array(String type, List<T> items, Function<T, Object> value) throws SQLException {
        return connection.createArrayOf(type, items.stream().map(value).toArray());
    }
}
