package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Key;
import dev.tidegate.ingest.stream.OtherColumns;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Table;
import dev.tidegate.ingest.stream.Tombstones;
import dev.tidegate.ingest.stream.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A stream with its table, and what rows of it are made of: of the number of their key, of their version and of their content.
 *
 * @param values literals for each column of the stream
 */
record StreamKind(String name, String ddl, Stream stream, List<Value> values) {

    private static final String LINEAGE =
            ", source_file_id bigint NOT NULL, source_line bigint NOT NULL, ingested_at timestamptz NOT NULL";
    private static final Type WHOLE = new Type.Whole(Long.MIN_VALUE, Long.MAX_VALUE, 4, false);

    /** What stands in a column. */
    interface Value {
        String of(int key, int version, int content);
    }

    List<String> values(int key, int version, int content) {
        return values.stream().map(value -> value.of(key, version, content)).toList();
    }

    @Override
    public String toString() {
        return name;
    }

    static List<StreamKind> all() {
        return List.of(
                keyOfTextAndNumber(),
                withoutVersion(),
                withoutKey(),
                readings(true),
                withTombstones(),
                namedLikeInternals(),
                namedOddly(),
                contentOfAllTypes(),
                nothingButAKey(),
                partitioned());
    }

    static StreamKind keyOfTextAndNumber() {
        Columns columns = new Columns()
                .with("order_id", text(null), true, (k, v, c) -> "'ö-%d'".formatted(k % 3))
                .with("line_no", new Type.Whole(1, 100, 8, false), true, (k, v, c) -> "" + (k / 3 + 1))
                .with(
                        "quantity",
                        new Type.Decimal(12, 3, 0, 999, false),
                        false,
                        (k, v, c) -> c == 0 ? "NULL" : c + ".500")
                .with(
                        "updated_at",
                        new Type.Timestamp(List.of(), null),
                        true,
                        (k, v, c) -> "timestamptz '2026-01-0%dT00:00:00Z'".formatted(v + 1));
        return columns.kind(
                "a key of a text and a number, and a version",
                "order_lines",
                "order_id text, line_no bigint, quantity numeric(12, 3), updated_at timestamptz NOT NULL" + LINEAGE
                        + ", PRIMARY KEY (order_id, line_no)",
                new Key.Columns(List.of("order_id", "line_no")),
                "updated_at",
                null);
    }

    static StreamKind withoutVersion() {
        Columns columns = new Columns()
                .with("id", WHOLE, true, (k, v, c) -> "" + k)
                .with("name", text("\"C\""), false, (k, v, c) -> "'name %d'".formatted(c));
        return columns.kind(
                "no version",
                "customers",
                "id int PRIMARY KEY, name text COLLATE \"C\"" + LINEAGE,
                new Key.Columns(List.of("id")),
                null,
                null);
    }

    static StreamKind withoutKey() {
        return readings(false);
    }

    static StreamKind readings(boolean sameBytesAgain) {
        Columns columns = new Columns()
                .with("sensor", WHOLE, true, (k, v, c) -> "" + k)
                .with("value", new Type.Real(), false, (k, v, c) -> c + ".25");
        return columns.kind(
                sameBytesAgain ? "no key, and the same bytes are another file" : "no key",
                "readings",
                "sensor int NOT NULL, value double precision" + LINEAGE + ", PRIMARY KEY (source_file_id, source_line)",
                new Key.FileAndLine(sameBytesAgain),
                null,
                null);
    }

    static StreamKind withTombstones() {
        Columns columns = new Columns()
                .with("sku", text(null), true, (k, v, c) -> "'sku %d'".formatted(k))
                .with("price", new Type.Decimal(14, 4, 0, 999, false), true, (k, v, c) -> c + ".5")
                .with("as_of", WHOLE, true, (k, v, c) -> "" + v);
        return columns.kind(
                "tombstones",
                "articles",
                "sku text PRIMARY KEY, price numeric(14, 4), as_of int NOT NULL, deleted_at timestamptz" + LINEAGE,
                new Key.Columns(List.of("sku")),
                "as_of",
                new Tombstones("op", Set.of("d")));
    }

    static StreamKind namedLikeInternals() {
        Columns columns = new Columns()
                .with("line", WHOLE, true, (k, v, c) -> "" + k)
                .with("file_no", WHOLE, true, (k, v, c) -> "" + k % 2)
                .with("attempt", WHOLE, true, (k, v, c) -> "" + v);
        StringBuilder ddl = new StringBuilder("line int, file_no int, attempt int NOT NULL");
        for (String name : List.of(
                "verdict",
                "winner",
                "kept",
                "found",
                "staged",
                "file",
                "batch",
                "loaded_at",
                "records",
                "state",
                "fresh",
                "judged",
                "newer",
                "key",
                "source",
                "deleted",
                "delivered")) {
            columns.with(name, WHOLE, false, (k, v, c) -> "" + (c + name.length()));
            ddl.append(", ").append(name).append(" int");
        }
        return columns.kind(
                "columns named like what the statements call theirs",
                "staged_events",
                ddl + LINEAGE + ", UNIQUE (file_no, line)",
                new Key.Columns(List.of("line", "file_no")),
                "attempt",
                null);
    }

    static StreamKind namedOddly() {
        Columns columns = new Columns()
                .with("Order Id", WHOLE, true, (k, v, c) -> "" + k)
                .with("select", WHOLE, true, (k, v, c) -> "" + v)
                .with("a\"b", WHOLE, false, (k, v, c) -> "" + c)
                .with("{key}", WHOLE, false, (k, v, c) -> "" + -c);
        return columns.kind(
                "names that need quotes",
                "Odd \"Name\"",
                "\"Order Id\" int PRIMARY KEY, \"select\" int NOT NULL, \"a\"\"b\" int, \"{key}\" int" + LINEAGE,
                new Key.Columns(List.of("Order Id")),
                "select",
                null);
    }

    /** By a collation that takes A for a, and by types for which equal is not obvious. */
    static StreamKind contentOfAllTypes() {
        Columns columns = new Columns()
                .with("id", new Type.Uuid(), true, (k, v, c) -> "'00000000-0000-0000-0000-00000000000%d'".formatted(k))
                .with("v", new Type.Whole(0, 9, 2, false), true, (k, v, c) -> "" + v)
                .with("same", text("public.anycase"), false, (k, v, c) -> List.of("'a'", "'A'", "NULL")
                        .get(c))
                .with("json", new Type.Json(), false, (k, v, c) -> List.of(
                                "'{\"a\": 1, \"b\": 2}'", "'{\"b\": 2}'", "'null'")
                        .get(c))
                .with("real", new Type.Real(), false, (k, v, c) -> List.of("0.1", "1e300", "NULL")
                        .get(c))
                .with("truth", new Type.Truth(Set.of("t"), Set.of("f")), false, (k, v, c) -> List.of(
                                "true", "false", "NULL")
                        .get(c))
                .with("day", new Type.Date(List.of()), false, (k, v, c) -> "date '2026-01-0%d'".formatted(c + 1))
                .with("at", new Type.Time(List.of()), false, (k, v, c) -> "time '10:00:0%d'".formatted(c));
        return columns.kind(
                "content of all types",
                "mixed",
                "id uuid PRIMARY KEY, v smallint NOT NULL, same text COLLATE anycase, json jsonb, real double precision,"
                        + " truth boolean, day date, at time" + LINEAGE,
                new Key.Columns(List.of("id")),
                "v",
                null);
    }

    static StreamKind nothingButAKey() {
        return new Columns()
                .with("word", text(null), true, (k, v, c) -> "'%d'".formatted(k))
                .kind(
                        "nothing but a key",
                        "words",
                        "word text PRIMARY KEY" + LINEAGE,
                        new Key.Columns(List.of("word")),
                        null,
                        null);
    }

    static StreamKind partitioned() {
        Columns columns = new Columns()
                .with("day", new Type.Date(List.of()), true, (k, v, c) -> "date '2026-01-0%d'".formatted(k % 3 + 1))
                .with("id", WHOLE, true, (k, v, c) -> "" + k)
                .with("v", WHOLE, true, (k, v, c) -> "" + v)
                .with("amount", WHOLE, false, (k, v, c) -> "" + c);
        StreamKind kind = columns.kind(
                "a partitioned table",
                "sales",
                "day date, id int, v int NOT NULL, amount int" + LINEAGE + ", PRIMARY KEY (id, day)",
                new Key.Columns(List.of("day", "id")),
                "v",
                null);
        String ddl = kind.ddl + " PARTITION BY RANGE (day);"
                + " CREATE TABLE sales_1 PARTITION OF sales FOR VALUES FROM ('2026-01-01') TO ('2026-01-02');"
                + " CREATE TABLE sales_rest PARTITION OF sales DEFAULT";
        return new StreamKind(kind.name, ddl, kind.stream, kind.values);
    }

    private static Type text(String collation) {
        return new Type.Text(Type.Text.MAX_LENGTH, null, Set.of(), true, collation);
    }

    private static final class Columns {
        private final Map<Column, Value> values = new LinkedHashMap<>();

        Columns with(String name, Type type, boolean required, Value value) {
            values.put(
                    new Column(name, type, new Column.Origin.Header(name), required, null, List.of(), Set.of()), value);
            return this;
        }

        StreamKind kind(String name, String table, String ddl, Key key, String version, Tombstones deleted) {
            Stream stream = new Stream(
                    "tested",
                    new Table("public", table),
                    List.copyOf(values.keySet()),
                    key,
                    version,
                    deleted,
                    OtherColumns.IGNORE,
                    Set.of());
            return new StreamKind(
                    name,
                    "CREATE TABLE %s (%s)".formatted(stream.table().quoted(), ddl),
                    stream,
                    List.copyOf(values.values()));
        }
    }
}
