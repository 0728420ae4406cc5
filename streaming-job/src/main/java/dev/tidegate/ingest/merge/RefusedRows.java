package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.SqlFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Finds the staged rows that a table refuses. They are tried in the order of their keys, many at once where they go in, and one by
 * one, in a single statement, where some do not. What goes in stays in while the rest is tried, so that rows are not refused for
 * what another one of them brings; in the end all of it is undone.
 */
final class RefusedRows {

    /** For so few, one by one costs less than parts of them. */
    private static final int A_FEW = 128;

    private static final int GROWS = 2;

    private static final int SHRINKS = 4;

    private final Connection connection;
    private final Statements statements;
    private final Timestamp loadedAt;
    private final IntToLongFunction most;
    private final TreeMap<Long, RefusedRow> refused = new TreeMap<>();
    private final Map<Integer, Long> refusedOf = new HashMap<>();
    private int beyond;

    /** @param most rows of a file, by its number, that may be refused: one with more is not searched to its end */
    RefusedRows(Connection connection, Statements statements, Timestamp loadedAt, IntToLongFunction most) {
        this.connection = connection;
        this.statements = statements;
        this.loadedAt = loadedAt;
        this.most = most;
    }

    /**
     * What is refused of the rows that are staged of the files in {@code staged_files}. Where a file has more of them than it may, only
     * of that one: what was found of others by then may be refused for want of rows that were not tried.
     */
    List<RefusedRow> find() throws SQLException {
        Savepoint before = connection.setSavepoint();
        long winners = create();
        tryAll(winners);
        tryOrphansAgain();
        if (!refused.isEmpty() && beyond == 0) {
            takeOut(List.copyOf(refused.values()));
            long all = winners + addOlderVersions();
            for (long first = winners + 1; first <= all && beyond == 0; first += A_FEW) {
                tryEach(range(first, Math.min(first + A_FEW - 1, all)));
            }
            tryOrphansAgain();
        }
        connection.rollback(before);
        return refused.values().stream()
                .filter(row -> beyond == 0 || (row.fileNo() == beyond && !row.missesParent()))
                .toList();
    }

    private long create() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements.createTriedRows());
            statement.execute(statements.createTryEach());
            statement.execute(Sql.LOOK_UP_ROWS);
            try (ResultSet row = statement.executeQuery("SELECT count(*) FROM tried_rows")) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** In ranges that grow while they go in, and shrink where one is refused, down to a few rows, which are tried one by one. */
    private void tryAll(long last) throws SQLException {
        long size = Math.max(A_FEW, last / SHRINKS);
        for (long first = 1; first <= last && beyond == 0; ) {
            long end = Math.min(first + size - 1, last);
            boolean isFew = size == A_FEW;
            long begin = first;
            boolean goesIn = isFew ? tryEach(range(first, end)) : goesIn(() -> write(begin, end));
            first = goesIn || isFew ? end + 1 : first;
            size = goesIn ? size * GROWS : Math.max(A_FEW, size / SHRINKS);
        }
    }

    /** Writes rows, and returns how many are not in the table though the database said nothing. */
    private interface Try {
        long write() throws SQLException;
    }

    private boolean goesIn(Try rows) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            if (rows.write() == 0) {
                connection.releaseSavepoint(before);
                return true;
            }
        } catch (SQLException e) {
            proveOfValues(e);
        }
        undo(before);
        return false;
    }

    /** Rows that miss a parent may find it among those that came behind them: in the order of the key, or against it. */
    private void tryOrphansAgain() throws SQLException {
        for (int before = -1; before != refused.size() && beyond == 0; ) {
            before = refused.size();
            List<Long> orphans = orphans().toList();
            orphans.forEach(refused::remove);
            tryInBlocks(orphans);
            List<Long> still = new ArrayList<>(orphans);
            still.removeIf(
                    place -> refused.get(place) == null || !refused.get(place).missesParent());
            still.forEach(refused::remove);
            Collections.reverse(still);
            tryInBlocks(still);
            tryTogether();
        }
    }

    /** Rows that refer to each other in a circle go in at once or not at all: those of each file, and those of all. */
    private void tryTogether() throws SQLException {
        for (List<Long> ofFile :
                orphans().collect(Collectors.groupingBy(this::fileNo)).values()) {
            tryTogether(ofFile);
        }
        tryTogether(orphans().toList());
    }

    private void tryTogether(List<Long> places) throws SQLException {
        if (places.size() > 1 && goesIn(() -> write(places))) {
            places.forEach(refused::remove);
        }
    }

    private Stream<Long> orphans() {
        return refused.keySet().stream().filter(place -> refused.get(place).missesParent());
    }

    private int fileNo(long place) {
        return refused.get(place).fileNo();
    }

    private void tryInBlocks(List<Long> places) throws SQLException {
        for (int first = 0; first < places.size() && beyond == 0; first += A_FEW) {
            tryEach(places.subList(first, Math.min(first + A_FEW, places.size())));
        }
    }

    /** Returns whether all go in. */
    private boolean tryEach(List<Long> places) throws SQLException {
        int refusedBefore = refused.size();
        List<Long> unclear = new ArrayList<>();
        Savepoint before = connection.setSavepoint();
        try (PreparedStatement statement = connection.prepareStatement(Sql.FIND_REFUSED_ROWS)) {
            statement.setTimestamp(1, loadedAt);
            statement.setArray(2, connection.createArrayOf("int8", places.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    boolean isClear = row.getBoolean("kept_out") || SqlFailure.isOfValues(row.getString("state"));
                    if (isClear) {
                        add(row.getLong("_tg_place"), RefusedRow.found(row));
                    } else {
                        unclear.add(row.getLong("_tg_place"));
                    }
                }
            }
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            proveOfValues(e);
            undo(before);
            unclear.addAll(places);
        }
        for (long place : unclear) {
            tryAlone(place);
        }
        return refused.size() == refusedBefore;
    }

    /** Of what a block of PL/pgSQL cannot catch, or cannot tell, the database says itself what it is. */
    private void tryAlone(long place) throws SQLException {
        Savepoint before = connection.setSavepoint();
        SQLException failure = null;
        try {
            if (write(place, place) == 0) {
                connection.releaseSavepoint(before);
                return;
            }
        } catch (SQLException e) {
            proveOfValues(e);
            failure = e;
        }
        undo(before);
        add(place, row(place, failure));
    }

    private static void proveOfValues(SQLException failure) throws SQLException {
        if (!SqlFailure.isOfValues(failure)) {
            throw failure;
        }
    }

    private void undo(Savepoint before) throws SQLException {
        connection.rollback(before);
        connection.releaseSavepoint(before);
    }

    private void add(long place, RefusedRow row) {
        refused.put(place, row);
        // One that misses a parent may find it still.
        if (!row.missesParent() && refusedOf.merge(row.fileNo(), 1L, Long::sum) > most.applyAsLong(row.fileNo())) {
            beyond = row.fileNo();
        }
    }

    private long write(long first, long last) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statements.tryRange())) {
            statement.setTimestamp(1, loadedAt);
            statement.setLong(2, first);
            statement.setLong(3, last);
            return missing(statement);
        }
    }

    private long write(List<Long> places) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statements.trySome())) {
            statement.setTimestamp(1, loadedAt);
            statement.setArray(2, connection.createArrayOf("int8", places.toArray()));
            return missing(statement);
        }
    }

    private static long missing(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong("missing");
        }
    }

    private RefusedRow row(long place, SQLException why) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.FIND_TRIED_ROW)) {
            statement.setLong(1, place);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return RefusedRow.of(row, why);
            }
        }
    }

    /** Takes rows out of staging. */
    void takeOut(List<RefusedRow> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.TAKE_OUT_REFUSED)) {
            Object[] files = rows.stream().map(RefusedRow::fileNo).toArray();
            Object[] lines = rows.stream().map(RefusedRow::line).toArray();
            statement.setArray(1, connection.createArrayOf("int4", files));
            statement.setArray(2, connection.createArrayOf("int8", lines));
            statement.executeUpdate();
        }
    }

    private int addOlderVersions() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statements.addTriedRows())) {
            statement.setArray(
                    1, connection.createArrayOf("int8", refused.keySet().toArray()));
            return statement.executeUpdate();
        }
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
