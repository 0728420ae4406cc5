package dev.tidegate.ingest.stage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Of a large micro-batch: the tasks have copied the rows into its staging tables.
 *
 * @param isLookedUp whether these say which rows are known
 */
public record StagedInTables(List<StagedPart> parts, StagingTables tables, boolean isLookedUp, int millis)
        implements Staged {

    public StagedInTables {
        parts = List.copyOf(parts);
    }

    @Override
    public Staged withTallies(UnaryOperator<FileTally> change) {
        return new StagedInTables(StagedPart.withTallies(parts, change), tables, isLookedUp, millis);
    }

    @Override
    public boolean isLarge() {
        return true;
    }

    /** The task attempts whose rows count. */
    public List<Long> winners() {
        return parts.stream().map(StagedPart::attempt).toList();
    }

    @Override
    public int runs(Batch batch) {
        return runs(parts, !batch.derivedIds().isEmpty());
    }

    static int runs(List<StagedPart> parts, boolean derivesIds) {
        // Rows that get their final ids in the staging table lie in no order.
        return derivesIds || parts.stream().anyMatch(part -> part.runs() == StagedPart.NO_ORDER)
                ? StagedPart.NO_ORDER
                : parts.stream().mapToInt(StagedPart::runs).sum();
    }

    @Override
    public void copyInto(Connection connection, SessionTables session) {
        // The tasks have done it.
    }

    @Override
    public void countRows(Connection connection, SessionTables session) {
        // StagingTables.show has done it.
    }

    @Override
    public void handOverSums(Connection connection) throws SQLException {
        tables.handOverSums(connection, winners(), summedFor());
    }

    /** The aggregates for which the sums are of all events that are staged, those of files that are not loaded among them. */
    List<String> summedFor() {
        List<String> ofAll = new ArrayList<>(parts.get(0).summedFor());
        parts.forEach(part -> ofAll.retainAll(part.summedFor()));
        return ofAll;
    }

    @Override
    public void takeSumsBack(Connection connection) throws SQLException {
        tables.takeSumsBack(connection);
    }
}
