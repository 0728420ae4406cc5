package dev.tidegate.ingest.stage;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The judged records of a micro-batch, ready to be merged. */
public sealed interface Staged permits StagedInResults, StagedInTables {

    /** From so many rows on it matters how they are merged. */
    long MANY_ROWS = 1_000;

    /** The results of the tasks, in order. */
    List<StagedPart> parts();

    /** How long reading, judging and encoding took. */
    int millis();

    /** The same, but with what was found in the files changed. */
    Staged withTallies(UnaryOperator<FileTally> change);

    /** Whether it is merged as one of many rows. */
    boolean isLarge();

    /**
     * In how many runs of distinct events, each in the order of their ids, the rows lie; {@link StagedPart#NO_ORDER} where
     * any lie otherwise.
     */
    int runs(Batch batch);

    /** Whether it was looked up which rows the table knows: all that it knew then, and perhaps others. */
    boolean isLookedUp();

    /** Brings the rows to where the statements of the merge find them, inside of its transaction. */
    void copyInto(Connection connection, SessionTables tables) throws SQLException, IOException;

    /** Tells the planner how many rows there are. */
    void countRows(Connection connection, SessionTables tables) throws SQLException;

    /** Hands the sums of what is staged to the database, where there are any, for this transaction. */
    void handOverSums(Connection connection) throws SQLException;

    /** Takes the sums back. */
    void takeSumsBack(Connection connection) throws SQLException;

    /** The same, but with nothing loaded of these files. */
    default Staged leavingOut(Map<Integer, FileTally> leftOut) {
        return withTallies(tally -> {
            FileTally why = leftOut.get(tally.fileNo());
            return why == null ? tally : tally.leftOut(why);
        });
    }

    /** The same, as if the files held no more than what was staged of them. */
    default Staged asFarAsStaged() {
        return withTallies(FileTally::asFarAsStaged);
    }

    /** What was found in each file, by file number. */
    default List<FileTally> tallies() {
        TreeMap<Integer, FileTally> byFile = new TreeMap<>();
        for (StagedPart part : parts()) {
            part.tallies().forEach(tally -> byFile.merge(tally.fileNo(), tally, FileTally::and));
        }
        return List.copyOf(byFile.values());
    }

    /** Rows to be merged. */
    default long accepted() {
        return tallies().stream().mapToLong(FileTally::accepted).sum();
    }
}
