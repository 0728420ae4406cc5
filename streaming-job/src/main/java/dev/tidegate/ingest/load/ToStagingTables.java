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
        return new Copies(
                attempt,
                tables,
                new CopyStream(database, tables.copyEvents()),
                new CopyStream(database, tables.copyRejects()),
                new Sums());
    }

    private record Copies(long attempt, StagingTables tables, CopyStream events, CopyStream rejects, Sums sums)
            implements Sink {

        @Override
        public CopyBuffer event(int columns) {
            return begin(events, columns);
        }

        @Override
        public CopyBuffer reject(int columns) {
            return begin(rejects, columns);
        }

        private CopyBuffer begin(CopyStream copy, int columns) {
            CopyBuffer buffer = copy.buffer();
            buffer.beginRow(columns + 1);
            buffer.int8(attempt);
            return buffer;
        }

        @Override
        public void add(InternalRow event) {
            if (tables.haveSums()) {
                sums.add(event);
            }
        }

        @Override
        public void rowDone() throws SQLException {
            events.sendWhenFull();
            rejects.sendWhenFull();
        }

        @Override
        public StagedPart finish(List<FileTally> tallies) throws SQLException {
            FaultPoint.IN_TASK_BEFORE_COPY_ENDS.strike();
            events.finishAndBegin(tables.copySums());
            for (Sums.Row sum : sums.worthIt()) {
                sum.write(begin(events, Sums.COLUMNS));
                events.sendWhenFull();
            }
            events.finish();
            rejects.finish();
            FaultPoint.IN_TASK_AFTER_COPY.strike();
            return new StagedPart(attempt, new byte[0], new byte[0], tallies);
        }

        @Override
        public void close() throws SQLException {
            try (events;
                    rejects) {
                // Both are closed, also where closing one fails.
            }
        }
    }
}
