package dev.tidegate.ingest.load;

import java.sql.SQLException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * For large micro-batches: each task copies its rows into the staging tables of the micro-batch, on connections of its own.
 * Each row carries the id of the task attempt, so that those of an attempt that did not win are never merged.
 */
record ToStagingTables(Database database, StagingTables tables) implements StagingTarget {

    @Override
    public Sink open(long attempt) {
        Copy sums = new Copy(attempt, new CopyStream(database, tables.copySums()));
        return new Copies(
                attempt,
                tables.haveSums(),
                new Copy(attempt, new CopyStream(database, tables.copyEvents())),
                new Copy(attempt, new CopyStream(database, tables.copyRejects())),
                sums,
                new Sums(sums));
    }

    /** One of the COPYs of a task attempt. */
    private record Copy(long attempt, CopyStream stream) implements Sums.Rows {

        @Override
        public CopyBuffer begin(int columns) {
            CopyBuffer buffer = stream.buffer();
            buffer.beginRow(columns + 1);
            buffer.int8(attempt);
            return buffer;
        }

        @Override
        public void done() throws SQLException {
            stream.sendWhenFull();
        }
    }

    private record Copies(long attempt, boolean addsUp, Copy events, Copy rejects, Copy sumRows, Sums sums)
            implements Sink {

        @Override
        public CopyBuffer event(int columns) {
            return events.begin(columns);
        }

        @Override
        public CopyBuffer reject(int columns) {
            return rejects.begin(columns);
        }

        @Override
        public void add(InternalRow event) throws SQLException {
            if (addsUp) {
                sums.add(event);
            }
        }

        @Override
        public void rowDone() throws SQLException {
            events.done();
            rejects.done();
        }

        @Override
        public StagedPart finish(List<FileTally> tallies) throws SQLException {
            FaultPoint.IN_TASK_BEFORE_COPY_ENDS.strike();
            events.stream.finish();
            rejects.stream.finish();
            List<String> summedFor = addsUp ? sums.finish() : List.of();
            sumRows.stream.finish();
            FaultPoint.IN_TASK_AFTER_COPY.strike();
            return new StagedPart(attempt, new byte[0], new byte[0], summedFor, tallies);
        }

        @Override
        public void close() throws SQLException {
            try (events.stream;
                    rejects.stream;
                    sumRows.stream) {
                // All are closed, also where closing one fails.
            }
        }
    }
}
