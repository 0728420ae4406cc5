package dev.tidegate.ingest.table;

import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Tombstones;
import java.util.ArrayList;
import java.util.List;

/**
 * A column that Tidegate fills in each table.
 *
 * @param otherwise what it is in rows that were there before, in SQL; null for NULL
 * @param comment what it says
 */
record Lineage(String column, String type, boolean notNull, String otherwise, String comment) {

    static List<Lineage> of(Stream stream) {
        List<Lineage> columns = new ArrayList<>(List.of(
                new Lineage(
                        "source_file_id",
                        "bigint",
                        true,
                        "0",
                        "The file this version came from: ingested_files.file_id; 0 for a row that was there before."),
                new Lineage(
                        "source_line",
                        "bigint",
                        true,
                        "0",
                        "The physical line of that file, from 1, on which the record begins."),
                new Lineage(
                        "ingested_at",
                        "timestamptz",
                        false,
                        null,
                        "When the transaction that wrote this version held the fence.")));
        if (stream.deleted() != null) {
            columns.add(new Lineage(
                    Tombstones.DELETED_AT,
                    "timestamptz",
                    false,
                    null,
                    "When the row was taken away; null where it was not."));
        }
        return columns;
    }

    String typeInCatalogue() {
        return type.equals("timestamptz") ? "timestamp with time zone" : type;
    }

    String definition() {
        return column + " " + type + (notNull ? " NOT NULL" : "");
    }

    /**
     * Statements, on one line, that add it to a table that is there. Rows in it count as older than any file, and so do those
     * that other programs insert later, which know nothing of files.
     */
    String added(Stream stream) {
        String table = stream.table().quoted();
        if (otherwise == null) {
            return "ALTER TABLE %s ADD COLUMN %s;".formatted(table, definition());
        }
        String added = "ALTER TABLE %s ADD COLUMN %s DEFAULT %s;".formatted(table, definition(), otherwise);
        return stream.keyColumns().isEmpty() ? added + toldApart(table) : added;
    }

    /** Where file and line are the key, rows of no file have to be told apart, so that none of them can be the default. */
    private String toldApart(String table) {
        String numbered = column.equals("source_line")
                ? " UPDATE %1$s AS old SET source_line = numbered.line FROM (SELECT tableoid, ctid, row_number() OVER () AS line FROM %1$s) AS numbered WHERE (old.tableoid, old.ctid) = (numbered.tableoid, numbered.ctid);"
                : "";
        return (" ALTER TABLE %1$s ALTER COLUMN %2$s DROP DEFAULT;" + numbered).formatted(table, column);
    }
}
