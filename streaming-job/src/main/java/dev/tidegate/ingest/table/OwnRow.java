package dev.tidegate.ingest.table;

import dev.tidegate.ingest.stream.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The row of a stream in {@code pipeline}: its fence, and its claim to a table. */
final class OwnRow {

    private OwnRow() {}

    /** @param tables of all streams of the database */
    static List<Difference> differences(List<ClaimedTable> tables, Stream stream) {
        List<Difference> differences = new ArrayList<>();
        String ours = stream.table().toString();
        Optional<ClaimedTable> own = tables.stream()
                .filter(table -> table.stream().equals(stream.name()))
                .findFirst();
        if (own.isEmpty()) {
            differences.add(
                    Difference.mended(insert(stream), "the stream %s has no row in pipeline".formatted(stream.name())));
        }
        own.map(ClaimedTable::table)
                .filter(claimed -> !claimed.equals(ours))
                .ifPresent(claimed -> differences.add(Difference.barred(
                        "give the stream another name, or declare the table %s".formatted(claimed),
                        "the stream %s has the table %s in this database, declared is %s"
                                .formatted(stream.name(), claimed, ours))));
        tables.stream().filter(table -> !table.stream().equals(stream.name())).forEach(other -> {
            if (other.table().equals(ours)) {
                differences.add(ofAnother("%s is the table of the stream %s".formatted(ours, other.stream())));
            } else if (other.kin()) {
                differences.add(
                        ofAnother("%s shares rows with %s, the table of the stream %s: one is a partition of the other"
                                .formatted(ours, other.table(), other.stream())));
            }
        });
        return differences;
    }

    private static Difference ofAnother(String what) {
        return Difference.barred("declare another table, or one stream for both", what);
    }

    static String insert(Stream stream) {
        return "INSERT INTO public.pipeline (stream, schema_version, target_table) SELECT %s, max(schema_version), %s FROM public.pipeline ON CONFLICT (stream) DO NOTHING;"
                .formatted(literal(stream.name()), literal(stream.table().toString()));
    }

    static String literal(String text) {
        return (text.contains("\\") ? " E'" : "'") + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
