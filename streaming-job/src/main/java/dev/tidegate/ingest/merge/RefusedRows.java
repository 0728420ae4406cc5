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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the staged rows that a table refuses, by halves: what goes in stays in while the rest is tried, so that rows are not
 * refused for what another one of them brings; in the end all of it is undone. For each row that is refused that takes a
 * statement for every doubling of the rows, so it is given up where there are too many.
 */
final class RefusedRows {

    /** Where more are refused, the files that have them go to quarantine whole. */
    private static final int MOST = 10_000;

    /** The same for versions of one row. */
    private static final int MOST_VERSIONS = 20;

    private final Connection connection;
    private final Statements statements;
    private final Timestamp loadedAt;
    private final TreeMap<Long, RefusedRow> refused = new TreeMap<>();

    RefusedRows(Connection connection, Statements statements, Timestamp loadedAt) {
        this.connection = connection;
        this.statements = statements;
        this.loadedAt = loadedAt;
    }

    /** What is refused of the rows that are staged of the files in {@code staged_files}; none where they are too many to tell. */
    List<RefusedRow> find() throws SQLException {
        Savepoint before = connection.setSavepoint();
        List<RefusedRow> all = new ArrayList<>();
        long last = create();
        tryFirstOnes(last);
        for (int versions = 1; !refused.isEmpty(); versions++) {
            all.addAll(refused.values());
            if (all.size() > MOST || versions == MOST_VERSIONS) {
                all.clear();
                break;
            }
            takeOut(List.copyOf(refused.values()));
            long next = last + addNextVersions();
            refused.clear();
            tryRange(last + 1, next);
            last = next;
        }
        connection.rollback(before);
        return all;
    }

    private long create() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements.createTriedRows());
            try (ResultSet row = statement.executeQuery("SELECT count(*) FROM tried_rows")) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Rows that miss a parent may find it among those that came behind them. */
    private void tryFirstOnes(long last) throws SQLException {
        tryRange(1, last);
        for (int before = 0; before != refused.size() && refused.size() <= MOST; ) {
            before = refused.size();
            for (Map.Entry<Long, RefusedRow> row : List.copyOf(refused.entrySet())) {
                if (row.getValue().missesParent()) {
                    refused.remove(row.getKey());
                    tryRange(row.getKey(), row.getKey());
                }
            }
        }
    }

    private void tryRange(long first, long last) throws SQLException {
        if (first > last || refused.size() > MOST) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        SQLException failure = null;
        try {
            if (write(first, last) == 0) {
                connection.releaseSavepoint(before);
                return;
            }
        } catch (SQLException e) {
            if (!SqlFailure.isOfValues(e)) {
                throw e;
            }
            failure = e;
        }
        connection.rollback(before);
        connection.releaseSavepoint(before);
        if (first == last) {
            refused.put(first, row(first, failure));
            return;
        }
        long middle = first + (last - first) / 2;
        tryRange(first, middle);
        tryRange(middle + 1, last);
    }

    /** Returns how many rows are not in the table though the database said nothing. */
    private long write(long first, long last) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statements.tryRows())) {
            statement.setTimestamp(1, loadedAt);
            statement.setLong(2, first);
            statement.setLong(3, last);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong("missing");
            }
        }
    }

    private RefusedRow row(long place, SQLException why) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.FIND_TRIED_ROW)) {
            statement.setLong(1, place);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return RefusedRow.of(
                        row.getInt("_tg_file_no"),
                        row.getLong("_tg_line"),
                        row.getLong("_tg_byte_offset"),
                        row.getLong("_tg_byte_length"),
                        why);
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

    private int addNextVersions() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statements.addTriedRows())) {
            statement.setArray(
                    1, connection.createArrayOf("int8", refused.keySet().toArray()));
            return statement.executeUpdate();
        }
    }
}
