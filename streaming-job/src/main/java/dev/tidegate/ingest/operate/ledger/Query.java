package dev.tidegate.ingest.operate.ledger;

import dev.tidegate.ingest.database.SqlFiles;
import dev.tidegate.ingest.stream.ColumnLists;
import dev.tidegate.ingest.stream.Stream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A statement, read from a file of its own beside the class that runs it, with its values. */
public final class Query {

    private static final int FETCHED_AT_ONCE = 1000;

    private final String sql;
    private final Object[] values;

    private Query(String sql, Object[] values) {
        this.sql = sql;
        this.values = values;
    }

    /**
     * Reads a statement.
     *
     * @param beside class that the file lies beside
     * @param name of the file, without its ending
     */
    public static Query of(Class<?> beside, String name, Object... values) {
        return new Query(SqlFiles.read(beside, name), values);
    }

    /**
     * Reads a statement about the table of a stream.
     *
     * @param name of the file, in which {@code {table}} stands for it
     */
    public static Query of(Stream stream, Class<?> beside, String name, Object... values) {
        return new Query(new ColumnLists(stream).fill(SqlFiles.read(beside, name)), values);
    }

    /** Takes a row of the answer. */
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Takes a row of a long answer and does something with it. */
    public interface RowVisitor {
        void visit(ResultSet row) throws SQLException, IOException;
    }

    /** All rows of the answer. */
    public <T> List<T> list(Connection connection, RowReader<T> reader) throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(reader.read(rows));
            }
        }
        return found;
    }

    /** The first row; empty where the answer has none. */
    public <T> Optional<T> first(Connection connection, RowReader<T> reader) throws SQLException {
        return list(connection, reader).stream().findFirst();
    }

    /** Goes through an answer of any length; inside of a transaction no more than a part of it is held at a time. */
    public void each(Connection connection, RowVisitor visitor) throws SQLException, IOException {
        try (PreparedStatement statement = prepare(connection)) {
            statement.setFetchSize(FETCHED_AT_ONCE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    visitor.visit(rows);
                }
            }
        }
    }

    /** Runs a statement that changes rows; returns how many. */
    public long update(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection)) {
            return statement.executeLargeUpdate();
        }
    }

    private PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            bind(connection, statement, i + 1, values[i]);
        }
        return statement;
    }

    private static void bind(Connection connection, PreparedStatement statement, int place, Object value)
            throws SQLException {
        if (value == null) {
            statement.setNull(place, Types.NULL);
        } else if (value instanceof Instant time) {
            statement.setObject(place, time.atOffset(ZoneOffset.UTC));
        } else if (value instanceof Long[] numbers) {
            statement.setArray(place, connection.createArrayOf("int8", numbers));
        } else if (value instanceof String[] texts) {
            statement.setArray(place, connection.createArrayOf("text", texts));
        } else {
            statement.setObject(place, value);
        }
    }

    /** A time of a row; null where it has none. */
    public static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
