package dev.tidegate.ingest.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What the fence's transaction left to be done by slices, as it stands in the database.
 *
 * @param batch of it only what {@code ingest_batches} keeps
 * @param files that enter the ledger
 * @param readMillis how long reading, judging and encoding took
 * @param accepted rows to be merged, all slices together
 * @param winners the task attempts whose rows count
 */
record SlicePlan(
        StagingTables tables,
        long batchId,
        Timestamp loadedAt,
        Batch batch,
        int files,
        int readMillis,
        long accepted,
        List<Long> winners) {

    SlicePlan {
        winners = List.copyOf(winners);
    }

    /** A slice that is still to be merged. */
    record Slice(int number, KeyRange keys) {}

    /**
     * Writes it down, inside of the transaction of the fence; the files are in {@code staged_files}.
     *
     * @throws SQLException also if not all is there that the tasks say they staged: later it could not be staged anew
     */
    static void write(
            Connection connection, Fence fence, Batch batch, Staged staged, List<Decision> entering, int slices)
            throws SQLException {
        proveAllIsStaged(connection, entering);
        try (Statement statement = connection.createStatement()) {
            statement.execute(staged.tables().ofSlices(Sql.CREATE_SLICES));
        }
        try (PreparedStatement statement =
                connection.prepareStatement(staged.tables().ofSlices(Sql.PLAN_SLICES))) {
            statement.setLong(1, fence.batchId());
            statement.setTimestamp(2, fence.loadedAt());
            statement.setLong(3, batch.sparkBatchId());
            statement.setString(4, batch.queryId());
            statement.setTimestamp(5, Timestamp.from(batch.startedAt()));
            statement.setInt(6, staged.millis());
            statement.setLong(7, staged.accepted());
            statement.setArray(
                    8, connection.createArrayOf("int8", staged.winners().toArray()));
            statement.setArray(
                    9,
                    connection.createArrayOf(
                            "float8",
                            IntStream.range(1, slices)
                                    .<Object>mapToObj(slice -> (double) slice / slices)
                                    .toArray()));
            statement.executeUpdate();
        }
    }

    private static void proveAllIsStaged(Connection connection, List<Decision> entering) throws SQLException {
        List<FileTally> loaded = entering.stream()
                .filter(decision -> decision.kind() == FileOutcome.Kind.LOADED)
                .map(Decision::tally)
                .toList();
        long events = loaded.stream().mapToLong(FileTally::accepted).sum();
        long rejects = loaded.stream().mapToLong(FileTally::rejected).sum();
        try (PreparedStatement statement = connection.prepareStatement(Sql.COUNT_STAGED);
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (row.getLong("events") != events || row.getLong("rejects") != rejects) {
                // The SQLSTATE of a check violation: staged anew, as where the ledger's counts do not add up.
                throw new SQLException(
                        "%d events and %d dead letters are staged: expected %d and %d"
                                .formatted(row.getLong("events"), row.getLong("rejects"), events, rejects),
                        "23514");
            }
        }
    }

    /** The tables of all plans that are not done, in the order in which they were agreed on. */
    static List<StagingTables> find(Connection connection) throws SQLException {
        List<StagingTables> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(Sql.FIND_SLICE_PLANS)) {
            while (row.next()) {
                found.add(new StagingTables(row.getLong("epoch"), row.getLong("number"), true));
            }
        }
        return found;
    }

    static SlicePlan read(Connection connection, StagingTables tables) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(tables.ofSlices(Sql.READ_SLICE_PLAN))) {
            row.next();
            Batch batch = new Batch(
                    row.getString("query_id"),
                    row.getLong("spark_batch_id"),
                    List.of(),
                    row.getTimestamp("started_at").toInstant());
            Long[] winners = (Long[]) row.getArray("winners").getArray();
            return new SlicePlan(
                    tables,
                    row.getLong("batch_id"),
                    row.getTimestamp("loaded_at"),
                    batch,
                    row.getInt("files"),
                    row.getInt("read_ms"),
                    row.getLong("accepted"),
                    List.of(winners));
        }
    }

    /** Those of its slices that are not merged yet. */
    List<Slice> open(Connection connection) throws SQLException {
        List<Slice> open = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(tables.ofSlices(Sql.FIND_OPEN_SLICES))) {
            while (row.next()) {
                open.add(new Slice(
                        row.getInt("slice"),
                        new KeyRange(row.getObject("from_id", UUID.class), row.getObject("below_id", UUID.class))));
            }
        }
        return open;
    }
}
