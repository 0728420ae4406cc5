package dev.tidegate.ingest.table;

import dev.tidegate.ingest.database.SqlFiles;
import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Table;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table of a stream as the database has it, beside what the stream declares.
 *
 * @param exists whether there is something of that name
 * @param stream the stream, with what only the table says: bytes of whole numbers, lengths, collations
 * @param differences what is not as it is declared; a stream whose table has some cannot be loaded
 */
public record TargetTable(boolean exists, Stream stream, List<Difference> differences) {

    private static final String FIND_TABLE = SqlFiles.read(TargetTable.class, "find_table");
    private static final String FIND_COLUMNS = SqlFiles.read(TargetTable.class, "find_columns");
    private static final String FIND_UNIQUE_INDEXES = SqlFiles.read(TargetTable.class, "find_unique_indexes");
    private static final String FIND_STREAMS = SqlFiles.read(TargetTable.class, "find_streams");

    public TargetTable {
        differences = List.copyOf(differences);
    }

    /**
     * Compares a stream with the catalogue.
     *
     * @param connection logged in as the role that will write, since its rights are looked at, too
     */
    public static TargetTable examine(Connection connection, Stream stream) throws SQLException {
        Table table = stream.table();
        Optional<FoundTable> found =
                list(connection, FIND_TABLE, table, FoundTable::read).stream().findFirst();
        List<Difference> differences = new ArrayList<>();
        if (found.isEmpty()) {
            differences.add(Difference.advised(
                    "apply what tidegate ddl prints", "there is no table %s in this database".formatted(table)));
            differences.addAll(ofOwnRow(connection, stream));
            return new TargetTable(false, stream, differences);
        }
        differences.addAll(found.get().differences(stream));
        if (!differences.isEmpty() && !found.get().isTable()) {
            return new TargetTable(true, stream, differences);
        }
        Map<String, FoundColumn> columns = new LinkedHashMap<>();
        list(connection, FIND_COLUMNS, table, TargetTable::column)
                .forEach(column -> columns.put(column.name(), column));
        FoundColumns all = new FoundColumns(stream, columns);
        differences.addAll(all.differences());
        differences.addAll(
                FoundIndex.differences(stream, list(connection, FIND_UNIQUE_INDEXES, table, FoundIndex::read)));
        differences.addAll(ofOwnRow(connection, stream));
        return new TargetTable(true, all.resolved(found.get().checks()), differences);
    }

    private static List<Difference> ofOwnRow(Connection connection, Stream stream) throws SQLException {
        return OwnRow.differences(list(connection, FIND_STREAMS, stream.table(), ClaimedTable::read), stream);
    }

    private static FoundColumn column(ResultSet row) throws SQLException {
        return new FoundColumn(
                row.getString("name"),
                row.getString("type"),
                row.getBoolean("is_not_null"),
                row.getBoolean("has_default"),
                row.getBoolean("is_generated"),
                row.getBoolean("is_identity"),
                row.getString("collation"),
                row.getBoolean("is_deterministic"));
    }

    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> list(Connection connection, String sql, Table table, RowReader<T> reader)
            throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
        }
        return found;
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    /** Whether a column of the stream may be NULL in its table. */
    static boolean mayBeNull(Stream stream, Column column) {
        boolean identifies =
                stream.keyColumns().contains(column.name()) || column.name().equals(stream.version());
        return !identifies && (!column.required() || stream.deleted() != null);
    }
}
