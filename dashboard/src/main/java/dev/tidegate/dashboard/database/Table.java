package dev.tidegate.dashboard.database;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a query returned.
 *
 * @param columns names, in order
 * @param rows a value for each column: String, Long, BigDecimal, Double, Boolean or null
 */
public record Table(List<String> columns, List<List<Object>> rows) {
    static Table read(ResultSet found) throws SQLException {
        ResultSetMetaData meta = found.getMetaData();
        List<String> columns = new ArrayList<>();
        for (int column = 1; column <= meta.getColumnCount(); column++) {
            columns.add(meta.getColumnLabel(column));
        }
        List<List<Object>> rows = new ArrayList<>();
        while (found.next()) {
            List<Object> row = new ArrayList<>(columns.size());
            for (int column = 1; column <= columns.size(); column++) {
                row.add(value(found, column, meta.getColumnTypeName(column)));
            }
            rows.add(Collections.unmodifiableList(row));
        }
        return new Table(List.copyOf(columns), Collections.unmodifiableList(rows));
    }

    /** The rows as maps from column to value, in the order of the columns. */
    public List<Map<String, Object>> records() {
        List<Map<String, Object>> records = new ArrayList<>(rows.size());
        for (List<Object> row : rows) {
            Map<String, Object> valueOf = new LinkedHashMap<>();
            for (int column = 0; column < columns.size(); column++) {
                valueOf.put(columns.get(column), row.get(column));
            }
            records.add(valueOf);
        }
        return records;
    }

    private static Object value(ResultSet found, int column, String type) throws SQLException {
        if (found.getObject(column) == null) {
            return null;
        }
        return switch (type) {
            case "int4", "int8" -> found.getLong(column);
            case "numeric" -> found.getBigDecimal(column);
            case "float8" -> found.getDouble(column);
            case "bool" -> found.getBoolean(column);
            case "timestamptz" ->
                found.getObject(column, OffsetDateTime.class).toInstant().toString();
            // Bytes that are not UTF-8 become the replacement character.
            case "bytea" -> new String(found.getBytes(column), StandardCharsets.UTF_8);
            default -> found.getString(column);
        };
    }
}
