package dev.tidegate.ingest.table;

import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.ColumnLists;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The columns of a table beside those that a stream declares. */
final class FoundColumns {

    private final Stream stream;
    private final Map<String, FoundColumn> found;
    private final List<Difference> differences = new ArrayList<>();
    private final List<Column> resolved = new ArrayList<>();

    /** @param found by their names */
    FoundColumns(Stream stream, Map<String, FoundColumn> found) {
        this.stream = stream;
        this.found = found;
        stream.columns().forEach(this::compare);
        Lineage.of(stream).forEach(this::compareLineage);
        found.values().forEach(this::refuseUnfilled);
    }

    List<Difference> differences() {
        return differences;
    }

    /**
     * The stream with what only the table says.
     *
     * @param checks whether the table has conditions on the values of a row, or partitions
     */
    Stream resolved(boolean checks) {
        Stream asFound = new Stream(
                stream.name(),
                stream.table(),
                resolved,
                stream.key(),
                stream.version(),
                stream.deleted(),
                stream.otherColumns(),
                stream.allowed());
        return checks ? asFound.withChecks() : asFound;
    }

    private void compare(Column column) {
        FoundColumn there = found.get(column.name());
        Type type = there == null ? null : there.resolve(column.type());
        resolved.add(new Column(
                column.name(),
                type == null ? column.type() : type,
                column.origin(),
                column.required(),
                column.otherwise(),
                column.nulls(),
                column.accepted()));
        if (there == null) {
            String statement = "ADD COLUMN %s %s%s"
                    .formatted(quoted(column), column.type().sql(), mustBeThere(column) ? " NOT NULL" : "");
            add(statement, "%s has no column %s".formatted(stream.table(), column.name()));
            return;
        }
        if (there.generated() || there.identity()) {
            add(
                    "ALTER COLUMN %s DROP %s".formatted(quoted(column), there.generated() ? "EXPRESSION" : "IDENTITY"),
                    "%s is %s, and its values are declared to come from files"
                            .formatted(column.name(), there.generated() ? "generated" : "an identity column"));
        }
        if (type == null) {
            compareType(column, there);
        } else {
            Room.of(column, type)
                    .ifPresent(wrong -> differences.add(Difference.advised(
                            "declare another one, or " + alter(retype(column)),
                            "%s is %s, which has no room for its %s".formatted(column.name(), there.type(), wrong))));
        }
        compareNull(column, there);
    }

    private void compareType(Column column, FoundColumn there) {
        String wrong = "%s is %s, declared is %s".formatted(column.name(), there.type(), declared(column.type()));
        if (there.losesAs(column.type())) {
            differences.add(Difference.advised(
                    "declare what is there or, which changes values that do not fit, " + alter(retype(column)), wrong));
        } else {
            add(retype(column), wrong);
        }
    }

    private static String retype(Column column) {
        return "ALTER COLUMN %s TYPE %s".formatted(quoted(column), column.type().sql());
    }

    private void compareNull(Column column, FoundColumn there) {
        boolean mayBeNull = TargetTable.mayBeNull(stream, column);
        if (there.notNull() && mayBeNull) {
            add(
                    "ALTER COLUMN %s DROP NOT NULL".formatted(quoted(column)),
                    column.required()
                            ? "%s is NOT NULL, and a row that is taken away has no value there".formatted(column.name())
                            : "%s is NOT NULL, and is declared without required or default".formatted(column.name()));
        }
        if (!there.notNull() && mustBeThere(column)) {
            add(
                    "ALTER COLUMN %s SET NOT NULL".formatted(quoted(column)),
                    "%s is of the key or the version, and may be NULL in the table".formatted(column.name()));
        }
        if (!there.deterministic() && stream.keyColumns().contains(column.name())) {
            add(
                    "ALTER COLUMN %s TYPE %s COLLATE \"C\"".formatted(quoted(column), there.type()),
                    "%s is of the key, and its collation %s takes different texts for equal"
                            .formatted(column.name(), there.collation()));
        }
    }

    /** Key and version; whether other columns are NOT NULL in the table is for its owner to say. */
    private boolean mustBeThere(Column column) {
        return stream.keyColumns().contains(column.name()) || column.name().equals(stream.version());
    }

    private void compareLineage(Lineage lineage) {
        FoundColumn there = found.get(lineage.column());
        if (there == null) {
            differences.add(Difference.mended(
                    lineage.added(stream), "%s has no column %s".formatted(stream.table(), lineage.column())));
        } else if (!there.type().equals(lineage.typeInCatalogue())) {
            add(
                    "ALTER COLUMN %s TYPE %s".formatted(ColumnLists.quoted(lineage.column()), lineage.type()),
                    "%s is %s, which Tidegate fills with %s".formatted(lineage.column(), there.type(), lineage.type()));
        } else if (there.generated() || there.identity()) {
            add(
                    "ALTER COLUMN %s DROP %s"
                            .formatted(
                                    ColumnLists.quoted(lineage.column()),
                                    there.generated() ? "EXPRESSION" : "IDENTITY"),
                    "%s is filled by the database, and Tidegate fills it".formatted(lineage.column()));
        } else if (there.notNull() != lineage.notNull() && !lineage.column().equals("ingested_at")) {
            add(
                    "ALTER COLUMN %s %s NOT NULL"
                            .formatted(ColumnLists.quoted(lineage.column()), lineage.notNull() ? "SET" : "DROP"),
                    "%s is %s"
                            .formatted(
                                    lineage.column(),
                                    there.notNull() ? "NOT NULL, and most rows have none" : "not NOT NULL"));
        }
    }

    private void refuseUnfilled(FoundColumn there) {
        boolean known =
                stream.columns().stream().anyMatch(column -> column.name().equals(there.name()))
                        || Lineage.of(stream).stream()
                                .anyMatch(lineage -> lineage.column().equals(there.name()));
        if (!known && there.notNull() && !there.hasDefault() && !there.generated() && !there.identity()) {
            differences.add(Difference.advised(
                    "declare it, or ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL"
                            .formatted(stream.table().quoted(), ColumnLists.quoted(there.name())),
                    "%s is not declared, and is NOT NULL without a default, so that no row could be inserted"
                            .formatted(there.name())));
        }
    }

    private void add(String change, String wrong) {
        differences.add(Difference.mended(alter(change), wrong));
    }

    private String alter(String change) {
        return "ALTER TABLE %s %s;".formatted(stream.table().quoted(), change);
    }

    private static String quoted(Column column) {
        return ColumnLists.quoted(column.name());
    }

    private static String declared(Type type) {
        if (type instanceof Type.Text text) {
            return "text of at most %d characters".formatted(text.maxLength());
        }
        if (type instanceof Type.Whole whole) {
            return "integer from %d to %d".formatted(whole.min(), whole.max());
        }
        return type.sql();
    }
}
