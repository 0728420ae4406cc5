package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import java.sql.SQLException;
import java.util.List;

/** What a task adds up of the rows it stages, besides staging them: only events have aggregates, see {@link Sums}. */
interface Summing {

    /** Nothing is added up. */
    Summing NONE = new Summing() {
        @Override
        public void add(Row row) {
            // The stream has no aggregates.
        }

        @Override
        public List<String> finish() {
            return List.of();
        }
    };

    /** Whether there are aggregates of a stream. */
    static boolean isDoneFor(Stream stream) {
        return stream.name().equals(Events.STREAM.name());
    }

    /**
     * For the rows of one task.
     *
     * @param rows where the sums are staged
     */
    static Summing of(Stream stream, Sums.Rows rows) {
        return isDoneFor(stream) ? new Sums(rows) : NONE;
    }

    /** Adds an accepted row. */
    void add(Row row) throws SQLException;

    /** All rows are added: returns the aggregates for which all of them are summed and staged. */
    List<String> finish() throws SQLException;
}
