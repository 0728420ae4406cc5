package dev.tidegate.ingest.value;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Column.Origin;
import dev.tidegate.ingest.stream.Key;
import dev.tidegate.ingest.stream.OtherColumns;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Table;
import dev.tidegate.ingest.stream.Type;
import java.util.List;
import java.util.Set;

/** Streams to try a type with. */
final class OneColumn {

    private OneColumn() {}

    /** A stream of one optional column {@code v}. */
    static Stream stream(Type type) {
        Column column = new Column("v", type, new Origin.Header("v"), false, null, List.of(), Set.of());
        return new Stream(
                "s",
                new Table("public", "t"),
                List.of(column),
                new Key.FileAndLine(false),
                null,
                null,
                OtherColumns.IGNORE,
                Set.of());
    }
}
