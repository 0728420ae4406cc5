package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.stream.Row;
import java.io.Serializable;
import java.sql.SQLException;
import java.util.List;

/** Where the tasks of a micro-batch bring their rows. Sent to the tasks. */
public interface StagingTarget extends Serializable {

    Sink open(long attempt) throws SQLException;

    /** Takes the rows of one task attempt. */
    interface Sink extends AutoCloseable {

        /** Begins the row of an event of so many columns; the caller encodes them. */
        CopyBuffer event(int columns);

        /** Begins the row of a dead letter of so many columns; the caller encodes them. */
        CopyBuffer reject(int columns);

        /** Told of each event, too, to add it up. */
        void add(Row event) throws SQLException;

        /**
         * Called behind the row of each event.
         *
         * @param keyHigh the upper half of its key, as {@link SortedRuns.KeyOrder} says
         * @param keyLow the lower half
         */
        void eventDone(long keyHigh, long keyLow) throws SQLException;

        /** Called behind the row of each dead letter. */
        void rejectDone() throws SQLException;

        /** All rows are there: the task's result. */
        StagedPart finish(List<FileTally> tallies) throws SQLException;

        @Override
        void close() throws SQLException;
    }
}
