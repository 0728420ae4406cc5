package dev.tidegate.ingest.stage;

import java.sql.SQLException;

/** The rows of a task on their way into a staging table, in some order. */
interface Runs {

    /** Where the next row is to be encoded. */
    CopyBuffer next();

    /**
     * The row that was begun is encoded.
     *
     * @param keyHigh as {@link KeyOrder} says
     * @param keyLow the lower half
     */
    void done(long keyHigh, long keyLow) throws SQLException;

    /**
     * Copies what is left.
     *
     * @return in how many runs of distinct keys, each in their order, the rows lie; {@link StagedPart#NO_ORDER} where they lie
     *     otherwise
     */
    int finish() throws SQLException;

    /** Rows whose keys the tasks cannot bring into the order of the index: the session that merges does it. */
    record AsTheyCome(CopyStream copy) implements Runs {

        @Override
        public CopyBuffer next() {
            return copy.buffer();
        }

        @Override
        public void done(long keyHigh, long keyLow) throws SQLException {
            copy.sendWhenFull();
        }

        @Override
        public int finish() throws SQLException {
            copy.finish();
            return StagedPart.NO_ORDER;
        }
    }
}
