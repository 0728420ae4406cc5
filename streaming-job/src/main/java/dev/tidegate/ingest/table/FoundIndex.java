package dev.tidegate.ingest.table;

import dev.tidegate.ingest.stream.ColumnLists;
import dev.tidegate.ingest.stream.Risk;
import dev.tidegate.ingest.stream.Stream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A unique index of a table.
 *
 * @param name as it stands in a statement
 * @param flaw why it cannot tell rows apart for ON CONFLICT; null where it can
 */
record FoundIndex(String name, List<String> columns, String flaw) {

    static final List<String> FILE_AND_LINE = List.of("source_file_id", "source_line");

    static FoundIndex read(ResultSet row) throws SQLException {
        return new FoundIndex(row.getString("name"), TargetTable.texts(row, "columns"), row.getString("flaw"));
    }

    /** The columns by which the stream tells rows apart. */
    static List<String> key(Stream stream) {
        return stream.keyColumns().isEmpty() ? FILE_AND_LINE : stream.keyColumns();
    }

    static List<Difference> differences(Stream stream, List<FoundIndex> indexes) {
        List<Difference> differences = new ArrayList<>();
        Set<String> key = Set.copyOf(key(stream));
        List<FoundIndex> onKey = indexes.stream()
                .filter(index -> Set.copyOf(index.columns).equals(key))
                .toList();
        if (onKey.stream().noneMatch(index -> index.flaw == null)) {
            String flaws =
                    onKey.stream().map(index -> index.name + " " + index.flaw).collect(Collectors.joining(", "));
            differences.add(Difference.mended(
                    "CREATE UNIQUE INDEX ON %s (%s);".formatted(stream.table().quoted(), quoted(key(stream))),
                    "%s has no unique index on just the key (%s)%s"
                            .formatted(
                                    stream.table(),
                                    String.join(", ", key(stream)),
                                    flaws.isEmpty() ? "" : ", since " + flaws)));
        }
        // One that holds the whole key can refuse no row that the key does not.
        String further = indexes.stream()
                .filter(index -> !index.columns.containsAll(key))
                .map(FoundIndex::name)
                .collect(Collectors.joining(", "));
        if (!further.isEmpty() && !stream.allowed().contains(Risk.UNIQUE)) {
            differences.add(Difference.advised(
                    "declare allow: [unique], or drop the constraint or index",
                    "%s has further unique indexes, which can refuse rows (%s)".formatted(stream.table(), further)));
        }
        return differences;
    }

    static String quoted(List<String> columns) {
        return columns.stream().map(ColumnLists::quoted).collect(Collectors.joining(", "));
    }
}
