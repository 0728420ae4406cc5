package dev.tidegate.ingest.load;

import dev.tidegate.ingest.load.LoadResult.Durations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/**
 * The merge of a large micro-batch in slices of the key, all at once: for those who would rather have it fast than see it
 * whole or not at all.
 *
 * <p>The transaction of the fence decides about the files, allots their ids and writes down what is to be merged, beside the
 * staged rows, which are logged. From its COMMIT on the micro-batch will be loaded, whatever happens: it is a redo log, and
 * who finds it does what is left, before anything else. Each slice is a transaction of its own that keeps its counts; the
 * last transaction makes the ledger of them. So each event is written once and counted once, but a reader may see a part of
 * a micro-batch for as long as the merge takes.
 */
final class SlicedMerge {

    private final Database database;
    private final Lease lease;
    private final SlicePlan plan;
    private final NewEvents newEvents;
    private final int runs;
    private final Duration limit;

    private SlicedMerge(Database database, Lease lease, SlicePlan plan, NewEvents newEvents, int runs, Duration limit) {
        this.database = database;
        this.lease = lease;
        this.plan = plan;
        this.newEvents = newEvents;
        this.runs = runs;
        this.limit = limit;
    }

    /**
     * What was decided before the slices.
     *
     * @param merges whether there is anything to merge
     */
    record Agreed(List<FileOutcome> outcomes, boolean merges) {

        Agreed {
            outcomes = List.copyOf(outcomes);
        }
    }

    /**
     * A merge that was agreed on, now or by an earlier job.
     *
     * @param runs as {@link Staged#runs} says
     * @param limit what a statement may take, by the number of rows to be merged
     */
    static SlicedMerge of(
            Database database,
            Lease lease,
            StagingTables tables,
            NewEvents newEvents,
            int runs,
            LongFunction<Duration> limit)
            throws SQLException {
        SlicePlan plan = SlicePlan.read(lease.connection(), tables);
        return new SlicedMerge(database, lease, plan, newEvents, runs, limit.apply(plan.accepted()));
    }

    /**
     * Merges the slices that are left and writes the ledger.
     *
     * @throws RefusedException if another job has taken over, or the database does not take a value
     */
    LoadResult finish(List<FileOutcome> outcomes) throws SQLException {
        long begin = System.nanoTime();
        mergeSlices();
        try (Connection connection = database.connect("merge", limit)) {
            plan.tables().showSlice(connection, plan.winners(), KeyRange.ALL);
            connection.setAutoCommit(false);
            LoadResult result = writeLedger(connection, outcomes, begin);
            connection.commit();
            FaultPoint.AFTER_COMMIT.strike();
            return result;
        }
    }

    /** Two slices may both correct events, and then wait for each other's aggregates: one of them is merged once more. */
    private void mergeSlices() throws SQLException {
        List<SlicePlan.Slice> open = plan.open(lease.connection());
        while (!open.isEmpty()) {
            int before = open.size();
            try {
                mergeAtOnce(open);
                return;
            } catch (SQLException e) {
                open = plan.open(lease.connection());
                if (!SqlFailure.isDeadlock(e) || open.size() == before) {
                    throw e;
                }
            }
        }
    }

    private void mergeAtOnce(List<SlicePlan.Slice> slices) throws SQLException {
        ExecutorService threads = Executors.newFixedThreadPool(slices.size());
        try {
            List<Future<Void>> merges = new ArrayList<>();
            for (SlicePlan.Slice slice : slices) {
                merges.add(threads.submit(() -> {
                    merge(slice);
                    return null;
                }));
            }
            awaitAll(merges);
        } finally {
            threads.shutdown();
        }
    }

    /** Waits for all of them, also where one fails: the next try must not meet this one's transactions. */
    private static void awaitAll(List<Future<Void>> merges) throws SQLException {
        Exception failure = null;
        for (Future<Void> merge : merges) {
            try {
                merge.get();
            } catch (ExecutionException e) {
                failure = failure == null ? e : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoppedException("Interrupted while slices are merged; the next start does what is left");
            }
        }
        if (failure != null) {
            throw repeatable(failure.getCause());
        }
    }

    /** What failed can only be done again: nothing can be staged anew, and no file be left out any more. */
    private static SQLException repeatable(Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        SQLException e = (SQLException) failure;
        return switch (SqlFailure.of(e)) {
            case REPEAT, REFUSE -> e;
            case RESTAGE -> new SQLException(e.getMessage(), "40001", e);
            case DATA ->
                throw new RefusedException(
                        "The database refuses a value in a merge by slices that has begun: %s. Expected a table that takes whatever the rules accept; remove what refuses it, such as a constraint of your own, and start again."
                                .formatted(Patience.firstLine(e)),
                        e);
        };
    }

    private void merge(SlicePlan.Slice slice) throws SQLException {
        try (Connection connection = database.connect("merge", limit)) {
            plan.tables().showSlice(connection, plan.winners(), slice.keys());
            connection.setAutoCommit(false);
            shareFence(connection);
            Merge.prepareManyRows(connection);
            OptionalLong inserted = NewEvents.insert(connection, plan.loadedAt(), newEvents.of(connection, runs));
            if (inserted.isPresent()) {
                countNew(connection, slice, inserted.getAsLong());
            } else {
                mergeEvents(connection, slice);
            }
            FaultPoint.IN_MERGE.strike();
            connection.commit();
            FaultPoint.AFTER_SLICE.strike();
            connection.setAutoCommit(true);
            plan.tables().hideSlice(connection);
        }
    }

    private void countNew(Connection connection, SlicePlan.Slice slice, long inserted) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(plan.tables().ofSlices(Sql.COUNT_NEW_SLICE))) {
            statement.setInt(1, slice.number());
            statement.setLong(2, inserted);
            long counted = 0;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    counted += row.getLong("inserted");
                }
            }
            NewEvents.proveCounted(inserted, counted);
        }
    }

    private void mergeEvents(Connection connection, SlicePlan.Slice slice) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(plan.tables().ofSlices(Sql.MERGE_SLICE))) {
            statement.setInt(1, slice.number());
            statement.setTimestamp(2, plan.loadedAt());
            statement.executeUpdate();
        }
    }

    private void shareFence(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.SHARE_FENCE)) {
            statement.setString(1, lease.pipeline());
            statement.setLong(2, lease.epoch());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw lease.fenced();
                }
            }
        }
    }

    private LoadResult writeLedger(Connection connection, List<FileOutcome> outcomes, long begin) throws SQLException {
        shareFence(connection);
        Merge merge = new Merge(connection, new Fence(plan.batchId(), lease.epoch(), 0, plan.loadedAt()));
        Counts counts = merge.writeSliced(plan.tables());
        merge.addTotals(lease.pipeline(), plan.files(), counts);
        Durations durations = new Durations(plan.readMillis(), 0, (int) ((System.nanoTime() - begin) / 1_000_000));
        merge.insertBatch(plan.batch(), plan.files(), counts, durations);
        plan.tables().hideSlice(connection);
        plan.tables().dropWithSlices(connection);
        FaultPoint.BEFORE_COMMIT.strike();
        return new LoadResult(plan.batchId(), counts, merge.rejects(), outcomes, durations);
    }
}
