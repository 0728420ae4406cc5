package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.fault.FaultPoint;
import dev.tidegate.ingest.stage.SortedRuns.KeyOrder;
import dev.tidegate.ingest.stream.Row;
import java.sql.SQLException;
import java.util.List;

/**
 * For large micro-batches: each task copies its rows into the staging tables of the micro-batch, on connections of its own.
 * Each row carries the id of the task attempt, so that those of an attempt that did not win are never merged.
 */
public record ToStagingTables(Database database, StagingTables tables) implements StagingTarget {

    @Override
    public Sink open(long attempt) {
        CopyStream events = new CopyStream(database, tables.copyEvents());
        boolean sorts = KeyOrder.of(tables.stream()).exists();
        SortedRuns runs = new SortedRuns(events, sorts, SortedRuns.shareOfHeap());
        Copy sums = new Copy(attempt, new CopyStream(database, tables.copySums()));
        return new Copies(
                attempt,
                events,
                runs,
                new Copy(attempt, new CopyStream(database, tables.copyRejects())),
                sums,
                new Sums(tables.stream(), sums));
    }

    private static CopyBuffer begin(CopyBuffer buffer, long attempt, int columns) {
        buffer.beginRow(columns + 1);
        buffer.int8(attempt);
        return buffer;
    }

    /** A COPY of a task attempt whose rows go as they come. */
    private record Copy(long attempt, CopyStream stream) implements Sums.Rows {

        @Override
        public CopyBuffer begin(int columns) {
            return ToStagingTables.begin(stream.buffer(), attempt, columns);
        }

        @Override
        public void done() throws SQLException {
            stream.sendWhenFull();
        }
    }

    private record Copies(long attempt, CopyStream events, SortedRuns runs, Copy rejects, Copy sumRows, Sums sums)
            implements Sink {

        @Override
        public CopyBuffer event(int columns) {
            return begin(runs.next(), attempt, columns);
        }

        @Override
        public CopyBuffer reject(int columns) {
            return rejects.begin(columns);
        }

        @Override
        public void add(Row event) throws SQLException {
            sums.add(event);
        }

        @Override
        public void eventDone(long keyHigh, long keyLow) throws SQLException {
            runs.done(keyHigh, keyLow);
        }

        @Override
        public void rejectDone() throws SQLException {
            rejects.done();
        }

        @Override
        public StagedPart finish(List<FileTally> tallies) throws SQLException {
            FaultPoint.IN_TASK_BEFORE_COPY_ENDS.strike();
            int ofEvents = runs.finish();
            rejects.stream.finish();
            List<String> summedFor = sums.finish();
            sumRows.stream.finish();
            FaultPoint.IN_TASK_AFTER_COPY.strike();
            return new StagedPart(attempt, new byte[0], new byte[0], ofEvents, summedFor, tallies);
        }

        @Override
        public void close() throws SQLException {
            try (events;
                    rejects.stream;
                    sumRows.stream) {
                // All are closed, also where closing one fails.
            }
        }
    }
}
