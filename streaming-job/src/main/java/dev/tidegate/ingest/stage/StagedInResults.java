package dev.tidegate.ingest.stage;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;

/** Of a small micro-batch: the results of the tasks carry the rows, and a session copies them into tables of its own. */
public record StagedInResults(List<StagedPart> parts, int millis) implements Staged {

    public StagedInResults {
        parts = List.copyOf(parts);
    }

    /** Of no file at all. */
    public static Staged empty() {
        return new StagedInResults(List.of(), 0);
    }

    @Override
    public Staged withTallies(UnaryOperator<FileTally> change) {
        return new StagedInResults(StagedPart.withTallies(parts, change), millis);
    }

    @Override
    public boolean isLarge() {
        return accepted() >= MANY_ROWS;
    }

    @Override
    public int runs(Batch batch) {
        return StagedPart.NO_ORDER;
    }

    @Override
    public boolean isLookedUp() {
        return false;
    }

    @Override
    public void copyInto(Connection connection, SessionTables tables) throws SQLException, IOException {
        tables.copy(
                connection,
                parts.stream().map(StagedPart::events).toList(),
                parts.stream().map(StagedPart::rejects).toList());
    }

    @Override
    public void countRows(Connection connection, SessionTables tables) throws SQLException {
        tables.countRows(connection);
    }

    @Override
    public void handOverSums(Connection connection) {
        // The trigger adds a few rows up in less time than it takes their sums.
    }

    @Override
    public void takeSumsBack(Connection connection) {
        // None were handed over.
    }
}
