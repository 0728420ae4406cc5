package dev.tidegate.ingest.load;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/** For small micro-batches: the rows come to the driver in the result of the task, and one COPY takes them all. */
record ToDriver() implements StagingTarget {

    @Override
    public Sink open(long attempt) {
        return new Result(attempt, new CopyBuffer(), new CopyBuffer());
    }

    private record Result(long attempt, CopyBuffer events, CopyBuffer rejects) implements Sink {

        @Override
        public CopyBuffer event(int columns) {
            events.beginRow(columns);
            return events;
        }

        @Override
        public CopyBuffer reject(int columns) {
            rejects.beginRow(columns);
            return rejects;
        }

        @Override
        public void add(InternalRow event) {
            // The session adds a few rows up in less time than it takes their sums.
        }

        @Override
        public void eventDone(long idHigh, long idLow) {
            // Stays in the buffer.
        }

        @Override
        public void rejectDone() {
            // Stays in the buffer.
        }

        @Override
        public StagedPart finish(List<FileTally> tallies) {
            return new StagedPart(attempt, events.drain(), rejects.drain(), StagedPart.NO_ORDER, List.of(), tallies);
        }

        @Override
        public void close() {
            // Holds nothing open.
        }
    }
}
