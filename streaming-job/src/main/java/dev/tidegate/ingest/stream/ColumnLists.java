package dev.tidegate.ingest.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Fills the gaps of SQL statements with the lists of a stream's columns: {@code {columns}}, or {@code {kept.columns}} with the
 * alias of a table before each.
 *
 * <p>{@code table}; {@code columns}: all but the lineage; {@code key}; {@code version}; {@code content}: what makes one version
 * another than the next; {@code definitions}: of a staging table; {@code updates}: sets all but the key to what
 * {@code excluded} has. Other gaps are filled with what is given for them.
 */
public final class ColumnLists {

    private static final int LINE = 90;

    private final Stream stream;
    private final Map<String, String> others;

    public ColumnLists(Stream stream) {
        this(stream, Map.of());
    }

    private ColumnLists(Stream stream, Map<String, String> others) {
        this.stream = stream;
        this.others = Map.copyOf(others);
    }

    /** The same, with text for one more gap. */
    public ColumnLists with(String gap, String text) {
        Map<String, String> more = new HashMap<>(others);
        more.put(gap, text);
        return new ColumnLists(stream, more);
    }

    /** An identifier as it stands in a statement. */
    public static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /**
     * A statement without gaps.
     *
     * @throws IllegalArgumentException if nothing is known for a gap
     */
    public String fill(String statement) {
        StringBuilder filled = new StringBuilder();
        int copied = 0;
        for (int open = statement.indexOf('{'); open >= 0; open = statement.indexOf('{', copied)) {
            int close = statement.indexOf('}', open);
            filled.append(statement, copied, open).append(list(statement.substring(open + 1, close)));
            copied = close + 1;
        }
        return filled.append(statement, copied, statement.length()).toString();
    }

    private String list(String gap) {
        String other = others.get(gap);
        if (other != null) {
            return other;
        }
        int dot = gap.indexOf('.');
        String prefix = dot < 0 ? "" : gap.substring(0, dot + 1);
        return switch (gap.substring(dot + 1)) {
            case "table" -> stream.table().quoted();
            case "key" ->
                stream.keyColumns().stream().map(name -> prefix + quoted(name)).collect(Collectors.joining(", "));
            case "version" -> prefix + quoted(stream.version());
            case "columns" -> joined(stream.staged(), column -> prefix + quoted(column.name()));
            case "content" -> joined(stream.content(), column -> prefix + quoted(column.name()));
            case "definitions" -> joined(stream.staged(), ColumnLists::definition);
            case "updates" ->
                joined(
                        stream.staged().stream()
                                .filter(column -> !stream.keyColumns().contains(column.name()))
                                .toList(),
                        column -> quoted(column.name()) + " = excluded." + quoted(column.name()));
            default -> throw new IllegalArgumentException("Nothing is known for {%s}".formatted(gap));
        };
    }

    private static String definition(Column column) {
        return quoted(column.name()) + " " + column.type().sql() + (column.required() ? " NOT NULL" : "");
    }

    /** In lines of a length that people read. */
    private static String joined(List<Column> columns, Function<Column, String> text) {
        StringBuilder list = new StringBuilder();
        int lineBegins = 0;
        for (Column column : columns) {
            String next = text.apply(column);
            if (list.length() > 0) {
                boolean fits = list.length() - lineBegins + next.length() <= LINE;
                list.append(fits ? ", " : ",\n        ");
                lineBegins = fits ? lineBegins : list.length();
            }
            list.append(next);
        }
        return list.toString();
    }
}
