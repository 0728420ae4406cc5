package dev.tidegate.ingest.load;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The judged rows of a micro-batch, ready to be merged.
 *
 * @param parts the results of the tasks, in order
 * @param tables where the rows of a large micro-batch lie; null where the parts carry them
 * @param millis how long reading, judging and encoding took
 */
record Staged(List<StagedPart> parts, StagingTables tables, int millis) {

    /** From so many rows on it matters how they are merged. */
    static final long MANY_ROWS = 1_000;

    Staged {
        parts = List.copyOf(parts);
    }

    /** What was found in each file, by file number. */
    List<FileTally> tallies() {
        TreeMap<Integer, FileTally> byFile = new TreeMap<>();
        for (StagedPart part : parts) {
            part.tallies().forEach(tally -> byFile.merge(tally.fileNo(), tally, FileTally::and));
        }
        return List.copyOf(byFile.values());
    }

    /** The same, but with nothing loaded of these files. */
    Staged leavingOut(Map<Integer, FileTally> leftOut) {
        return withTallies(tally -> {
            FileTally why = leftOut.get(tally.fileNo());
            return why == null ? tally : tally.leftOut(why);
        });
    }

    /** The same, as if the files held no more than what was staged of them. */
    Staged asFarAsStaged() {
        return withTallies(FileTally::asFarAsStaged);
    }

    private Staged withTallies(UnaryOperator<FileTally> change) {
        List<StagedPart> changed = parts.stream()
                .map(part -> new StagedPart(
                        part.attempt(),
                        part.events(),
                        part.rejects(),
                        part.runs(),
                        part.summedFor(),
                        part.tallies().stream().map(change).toList()))
                .toList();
        return new Staged(changed, tables, millis);
    }

    long accepted() {
        return tallies().stream().mapToLong(FileTally::accepted).sum();
    }

    /** Whether it is merged as one of many rows. */
    boolean isLarge() {
        return tables != null || accepted() >= MANY_ROWS;
    }

    List<Long> winners() {
        return parts.stream().map(StagedPart::attempt).toList();
    }

    /**
     * In how many runs of distinct events, each in the order of their ids, the rows lie; {@link StagedPart#NO_ORDER} where
     * any lie otherwise.
     */
    int runs(Batch batch) {
        // Rows that get their final ids in the staging table do.
        return !batch.derivedIds().isEmpty() || parts.stream().anyMatch(part -> part.runs() == StagedPart.NO_ORDER)
                ? StagedPart.NO_ORDER
                : parts.stream().mapToInt(StagedPart::runs).sum();
    }

    /** Hands the sums of what is staged to the database, where there are any, for this transaction. */
    void handOverSums(Connection connection) throws SQLException {
        if (tables != null) {
            tables.handOverSums(connection, winners(), summedFor());
        }
    }

    /** The aggregates for which the sums are of all events that are staged, those of files that are not loaded among them. */
    List<String> summedFor() {
        List<String> ofAll = new ArrayList<>(parts.get(0).summedFor());
        parts.forEach(part -> ofAll.retainAll(part.summedFor()));
        return ofAll;
    }

    /** Takes the sums back. */
    void takeSumsBack(Connection connection) throws SQLException {
        if (tables != null) {
            tables.takeSumsBack(connection);
        }
    }

    /** Copies the rows that the parts carry into the staging tables of the session, inside of its transaction. */
    void copyInto(Connection connection) throws SQLException, IOException {
        if (tables == null) {
            CopyBuffer.send(
                    connection,
                    Sql.COPY_EVENTS,
                    parts.stream().map(StagedPart::events).toList());
            CopyBuffer.send(
                    connection,
                    Sql.COPY_REJECTS,
                    parts.stream().map(StagedPart::rejects).toList());
        }
    }
}
