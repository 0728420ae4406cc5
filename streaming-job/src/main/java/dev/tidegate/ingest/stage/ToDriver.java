package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.stream.Row;
import java.util.List;

/** For small micro-batches: the rows come to the driver in the result of the task, and one COPY takes them all. */
public record ToDriver(long most) implements StagingTarget {

    /** What the results of all tasks may have, in bytes, and what one may have in any case: a small micro-batch has less. */
    private static final long ALL = 128L << 20;

    private static final long ONE = 32L << 20;

    /** In what Spark says where all results together are more than it takes. */
    private static final String OF_SPARK = "spark.driver.maxResultSize";

    /** Room for the results of so many tasks. */
    public static ToDriver with(int tasks) {
        return new ToDriver(Math.max(ONE, ALL / Math.max(1, tasks)));
    }

    /** Whether it failed because small files made large rows, such as a reject of each byte. */
    public static boolean isTooMuch(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TooMuchException
                    || (cause.getMessage() != null && cause.getMessage().contains(OF_SPARK))) {
                return true;
            }
        }
        return false;
    }

    private static final class TooMuchException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMuchException(long most) {
            super("The rows of a task take more than %d bytes".formatted(most));
        }
    }

    @Override
    public Sink open(long attempt) {
        return new Result(attempt, most, new CopyBuffer(), new CopyBuffer());
    }

    private record Result(long attempt, long most, CopyBuffer events, CopyBuffer rejects) implements Sink {

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
        public void add(Row event) {
            // The session adds a few rows up in less time than it takes their sums.
        }

        @Override
        public void eventDone(long keyHigh, long keyLow) {
            checkSize();
        }

        @Override
        public void rejectDone() {
            checkSize();
        }

        private void checkSize() {
            if ((long) events.size() + rejects.size() > most) {
                throw new TooMuchException(most);
            }
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
