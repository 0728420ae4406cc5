package dev.tidegate.ingest.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Fills the gaps of SQL statements with what a stream says: {@code {columns}}, or {@code {kept.columns}} with the alias of a
 * table before each column. Behind {@code {gap, }} stands a comma unless there is nothing to fill in.
 *
 * <ul>
 *   <li>{@code table}; {@code columns}: all but the lineage
 *   <li>{@code definitions}: of the columns of a staging table; {@code marks}: what it says of a row besides them, and
 *       {@code mark_definitions}
 *   <li>{@code key}, {@code content}, {@code order}: what tells rows apart, what makes one version another than the next, and
 *       which version is the newer one, of a staged row; {@code stored_key} and so on: of a row of the table. The contents are
 *       compared byte by byte, whatever the collation, and a text of the staged row says so
 *   <li>{@code analyzed}: the columns of the key that a staging table has
 *   <li>{@code newest_first}: the order of the staged versions of one row, the one that wins first
 *   <li>{@code deleted_at}: the column that says when a row was taken away, and {@code deletion}: what it says of a staged row;
 *       nothing where no record takes its row away
 *   <li>{@code version}: the column by which the newest version is found, as a {@code version_type}; NULL where there is none
 *   <li>{@code updates}: sets all but the key to what {@code excluded} has
 * </ul>
 *
 * <p>Other gaps are filled with what is given for them. What staging knows of a row besides its columns has names that begin with
 * {@code _tg_}, which no column of a stream has.
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
        if (gap.endsWith(", ")) {
            String list = list(gap.substring(0, gap.length() - 2));
            return list.isEmpty() ? "" : list + ", ";
        }
        int dot = gap.indexOf('.');
        String alias = dot < 0 ? "" : gap.substring(0, dot + 1);
        return switch (gap.substring(dot + 1)) {
            case "table" -> stream.table().quoted();
            case "columns" -> lines(stream.staged(), column -> alias + quoted(column.name()));
            case "definitions" -> lines(stream.staged(), this::definition);
            case "marks" -> String.join(", ", marks().keySet());
            case "mark_definitions" -> definitions(marks());
            case "key" -> key(alias, "_tg_source_file_id", "_tg_line");
            case "stored_key" -> key(alias, "source_file_id", "source_line");
            case "analyzed" -> stream.key() instanceof Key.Columns ? key("", "", "") : "_tg_line";
            case "content" -> content(column -> staged(alias, column), alias + "_tg_deleted");
            case "stored_content" -> content(column -> alias + quoted(column.name()), isDeleted(alias));
            case "order" -> String.join(", ", order(alias, "_tg_source_file_id", "_tg_line"));
            case "stored_order" -> String.join(", ", order(alias, "source_file_id", "source_line"));
            case "newest_first" -> newestFirst(alias);
            case "deleted_at" -> hasTombstones() ? alias + quoted(Tombstones.DELETED_AT) : "";
            case "deletion" ->
                hasTombstones()
                        ? "CASE WHEN %s_tg_deleted THEN (SELECT loaded_at FROM batch) END".formatted(alias)
                        : "";
            case "version" ->
                stream.version() == null ? "NULL::" + stream.versionType() : alias + quoted(stream.version());
            case "version_type" -> stream.versionType();
            case "updates" -> updates();
            default -> throw new IllegalArgumentException("Nothing is known for {%s}".formatted(gap));
        };
    }

    private boolean hasTombstones() {
        return stream.deleted() != null;
    }

    private static String isDeleted(String alias) {
        return alias + quoted(Tombstones.DELETED_AT) + " IS NOT NULL";
    }

    /** A tombstone has nothing but key and version. */
    private String definition(Column column) {
        boolean always = column.required()
                && (!hasTombstones()
                        || stream.keyColumns().contains(column.name())
                        || column.name().equals(stream.version()));
        return quoted(column.name()) + " " + column.type().sql() + (always ? " NOT NULL" : "");
    }

    /** In the order in which COPY has them. */
    private Map<String, String> marks() {
        Map<String, String> marks = new LinkedHashMap<>();
        if (hasTombstones()) {
            marks.put("_tg_deleted", "boolean");
        }
        if (stream.tableMayRefuse()) {
            marks.put("_tg_byte_offset", "bigint");
            marks.put("_tg_byte_length", "bigint");
        }
        return marks;
    }

    private static String definitions(Map<String, String> marks) {
        return marks.entrySet().stream()
                .map(mark -> "%s %s NOT NULL".formatted(mark.getKey(), mark.getValue()))
                .collect(Collectors.joining(", "));
    }

    private String key(String alias, String fileId, String line) {
        return stream.key() instanceof Key.Columns named
                ? named.names().stream().map(name -> alias + quoted(name)).collect(Collectors.joining(", "))
                : alias + fileId + ", " + alias + line;
    }

    /** @param deleted whether the row is a tombstone */
    private String content(Function<Column, String> text, String deleted) {
        String columns = lines(stream.content(), text);
        String known = columns.isEmpty() ? "true" : columns;
        return hasTombstones() ? known + ", " + deleted : known;
    }

    /** By its bytes: a collation may call two different texts equal. */
    private static String staged(String alias, Column column) {
        String bytewise =
                column.type() instanceof Type.Text || column.type() instanceof Type.Word ? " COLLATE \"C\"" : "";
        return alias + quoted(column.name()) + bytewise;
    }

    private List<String> order(String alias, String fileId, String line) {
        List<String> order = new ArrayList<>();
        if (stream.version() != null) {
            order.add(alias + quoted(stream.version()));
        }
        order.add(alias + fileId);
        order.add(alias + line);
        return order;
    }

    /** Rows of one file and line are of the same bytes, delivered several times: the first delivery has them. */
    private String newestFirst(String alias) {
        return stream.key() instanceof Key.Columns
                ? order(alias, "_tg_source_file_id", "_tg_line").stream()
                        .map(part -> part + " DESC")
                        .collect(Collectors.joining(", "))
                : alias + "_tg_file_no";
    }

    private String updates() {
        List<String> names = new ArrayList<>();
        stream.staged().stream()
                .map(Column::name)
                .filter(name -> !stream.keyColumns().contains(name))
                .forEach(names::add);
        if (hasTombstones()) {
            names.add(Tombstones.DELETED_AT);
        }
        return lines(names, name -> quoted(name) + " = excluded." + quoted(name));
    }

    /** In lines of a length that people read. */
    private static <T> String lines(List<T> items, Function<T, String> text) {
        StringBuilder list = new StringBuilder();
        int lineBegins = 0;
        for (T item : items) {
            String next = text.apply(item);
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
