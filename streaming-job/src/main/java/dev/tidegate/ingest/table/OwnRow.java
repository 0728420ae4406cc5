package dev.tidegate.ingest.table;

import dev.tidegate.ingest.stream.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The row of a stream in {@code pipeline}: its fence, and its claim to a table. */
final class OwnRow {

    private OwnRow() {}

    /** @param tables of all streams of the database, by their names */
    static List<Difference> differences(Map<String, String> tables, Stream stream) {
        List<Difference> differences = new ArrayList<>();
        String claimed = tables.get(stream.name());
        String ours = stream.table().toString();
        if (claimed == null) {
            differences.add(
                    Difference.mended(insert(stream), "the stream %s has no row in pipeline".formatted(stream.name())));
        } else if (!claimed.equals(ours)) {
            differences.add(Difference.advised(
                    "give the stream another name, or declare the table %s".formatted(claimed),
                    "the stream %s has the table %s in this database, declared is %s"
                            .formatted(stream.name(), claimed, ours)));
        }
        tables.forEach((other, table) -> {
            if (ours.equals(table) && !other.equals(stream.name())) {
                differences.add(Difference.advised(
                        "declare another table, or one stream for both",
                        "%s is the table of the stream %s".formatted(ours, other)));
            }
        });
        return differences;
    }

    static String insert(Stream stream) {
        return "INSERT INTO public.pipeline (stream, schema_version, target_table) SELECT %s, max(schema_version), %s FROM public.pipeline ON CONFLICT (stream) DO NOTHING;"
                .formatted(literal(stream.name()), literal(stream.table().toString()));
    }

    static String literal(String text) {
        return (text.contains("\\") ? " E'" : "'") + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
