package dev.tidegate.ingest.table;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.ColumnLists;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Table;
import dev.tidegate.ingest.stream.Tombstones;
import dev.tidegate.ingest.stream.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that make the table of a stream, or make one that is there fit. For psql, in one transaction. */
public final class TableDdl {

    private static final String CURRENT = "_current";
    private static final int MAX_NAME = 63;

    private final Stream stream;
    private final String table;
    private final StringBuilder out = new StringBuilder();

    private TableDdl(Stream stream) {
        this.stream = stream;
        this.table = stream.table().quoted();
    }

    /** For a database that has no such table. */
    public static String create(Stream stream) {
        TableDdl ddl = new TableDdl(stream);
        ddl.begin("makes the table of the stream " + stream.name());
        ddl.schema();
        ddl.table();
        ddl.comments();
        ddl.lineageComments();
        ddl.currentRows("CREATE VIEW");
        ddl.grants();
        ddl.line(OwnRow.insert(stream));
        return ddl.end();
    }

    /**
     * Of a table as it was found in a database. What no statement mends stands there as comments; of a table that cannot be that of
     * the stream there is nothing else.
     */
    public static String of(TargetTable table) {
        List<Difference> barred =
                table.differences().stream().filter(Difference::barred).toList();
        if (!barred.isEmpty()) {
            TableDdl ddl = new TableDdl(table.stream());
            barred.forEach(ddl::comment);
            return ddl.out.toString();
        }
        return table.exists() ? alter(table.stream(), table.differences()) : create(table.stream());
    }

    static String alter(Stream stream, List<Difference> differences) {
        TableDdl ddl = new TableDdl(stream);
        ddl.begin("makes %s the table of the stream %s".formatted(stream.table(), stream.name()));
        boolean columnsChange = differences.stream().anyMatch(Difference::changesColumn);
        if (columnsChange) {
            ddl.dropCurrentRows();
        }
        for (Difference difference : differences) {
            ddl.comment(difference);
            if (difference.statement() != null) {
                ddl.line(difference.statement());
            }
        }
        ddl.line("");
        // What else the table says of itself is its owner's.
        ddl.lineageComments();
        ddl.currentRows(columnsChange ? "CREATE VIEW" : "CREATE OR REPLACE VIEW");
        ddl.grants();
        return ddl.end();
    }

    private void comment(Difference difference) {
        line("-- " + oneLine(difference.found())
                + (difference.statement() == null ? ": " + oneLine(difference.advice()) : ""));
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ').replace('\r', ' ');
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void begin(String what) {
        line("-- Made by tidegate ddl: " + what + ". Apply it by: psql -d your_database -f this_file");
        line("\\set ON_ERROR_STOP on");
        line("BEGIN;");
        line("");
    }

    private String end() {
        line("COMMIT;");
        return out.toString();
    }

    private boolean isInPublic() {
        return stream.table().schema().equals("public");
    }

    private void schema() {
        if (!isInPublic()) {
            line("CREATE SCHEMA IF NOT EXISTS %s;"
                    .formatted(ColumnLists.quoted(stream.table().schema())));
            line("");
        }
    }

    private void table() {
        List<String> parts = new ArrayList<>();
        stream.staged().forEach(column -> parts.add(definition(column)));
        Lineage.of(stream).forEach(lineage -> parts.add(lineage.definition()));
        parts.add("PRIMARY KEY (%s)".formatted(FoundIndex.quoted(FoundIndex.key(stream))));
        line("CREATE TABLE %s (".formatted(table));
        line(parts.stream().map(part -> "    " + part).collect(Collectors.joining(",\n")));
        line(stream.keyColumns().isEmpty() ? ");" : ") WITH (fillfactor = 90);");
        line("");
    }

    private String definition(Column column) {
        return "%s %s%s"
                .formatted(
                        ColumnLists.quoted(column.name()),
                        column.type().sql(),
                        TargetTable.mayBeNull(stream, column) ? "" : " NOT NULL");
    }

    private void comments() {
        line("COMMENT ON TABLE %s IS %s;"
                .formatted(table, OwnRow.literal("The table of Tidegate's stream %s.".formatted(stream.name()))));
        for (Column column : stream.columns()) {
            if (column.type() instanceof Type.Arithmetic sum) {
                String sign =
                        sum.operator() == Type.Operator.TIMES ? "*" : sum.operator() == Type.Operator.PLUS ? "+" : "-";
                comment(column.name(), "%s %s %s, exact.".formatted(sum.left(), sign, sum.right()));
            } else if (column.type() instanceof Type.Day day) {
                comment(column.name(), "The day of %s in UTC.".formatted(day.timestamp()));
            } else if (column.origin() instanceof Column.Origin.OtherColumns) {
                comment(
                        column.name(),
                        "Columns of the file that are not declared, by header name; null where there are none.");
            }
        }
    }

    private void lineageComments() {
        Lineage.of(stream).forEach(lineage -> comment(lineage.column(), lineage.comment()));
        line("");
    }

    private void comment(String column, String text) {
        line("COMMENT ON COLUMN %s.%s IS %s;".formatted(table, ColumnLists.quoted(column), OwnRow.literal(text)));
    }

    /** The name of the view, within what PostgreSQL does not cut. */
    private Table current() {
        String name = stream.table().name();
        while (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME - CURRENT.length()) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        return new Table(stream.table().schema(), name + CURRENT);
    }

    /** No column under a view can be changed, and none can come into its middle. */
    private void dropCurrentRows() {
        if (stream.deleted() != null) {
            line("-- The view is made anew below. Rights that you gave on it yourself have to be given again.");
            line("DROP VIEW IF EXISTS %s;".formatted(current().quoted()));
        }
    }

    private void currentRows(String create) {
        if (stream.deleted() != null) {
            List<String> columns = new ArrayList<>();
            stream.columns().forEach(column -> columns.add(column.name()));
            columns.addAll(List.of("source_file_id", "source_line", "ingested_at"));
            line("%s %s AS".formatted(create, current().quoted()));
            line("SELECT %s".formatted(FoundIndex.quoted(columns)));
            line("FROM %s".formatted(table));
            line("WHERE %s IS NULL;".formatted(Tombstones.DELETED_AT));
            line("COMMENT ON VIEW %s IS %s;"
                    .formatted(
                            current().quoted(),
                            OwnRow.literal("The rows of %s that were not taken away.".formatted(stream.table()))));
            line("");
        }
    }

    /** As postgres_setup.sql gives them: the job writes, the operator replays, readers read. */
    private void grants() {
        if (!isInPublic()) {
            line("GRANT USAGE ON SCHEMA %s TO tidegate_ingest, tidegate_operator, tidegate_reader;"
                    .formatted(ColumnLists.quoted(stream.table().schema())));
        }
        line("GRANT SELECT, INSERT, UPDATE ON %s TO tidegate_ingest, tidegate_operator;".formatted(table));
        if (stream.deleted() != null) {
            line("GRANT DELETE ON %s TO tidegate_operator;".formatted(table));
        }
        line("GRANT SELECT ON %s TO tidegate_reader;"
                .formatted(stream.deleted() == null ? table : current().quoted()));
        line("");
    }
}
