package dev.tidegate.ingest.table;

import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Risk;
import dev.tidegate.ingest.stream.Stream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table as a whole, as the catalogue has it. Lists of names are as they stand in a statement; null for none. */
record FoundTable(
        String kind,
        String persistence,
        boolean rowSecurity,
        boolean own,
        boolean heirs,
        String rules,
        String triggers,
        String foreignKeys,
        String exclusions,
        boolean checks,
        List<String> partitionedBy,
        String missingRights,
        boolean mayUseSchema,
        String role) {

    static FoundTable read(ResultSet row) throws SQLException {
        return new FoundTable(
                row.getString("kind"),
                row.getString("persistence"),
                row.getBoolean("has_row_security"),
                row.getBoolean("is_own"),
                row.getBoolean("has_heirs"),
                row.getString("rules"),
                row.getString("triggers"),
                row.getString("foreign_keys"),
                row.getString("exclusions"),
                row.getBoolean("has_checks"),
                TargetTable.texts(row, "partitioned_by"),
                row.getString("missing_rights"),
                row.getBoolean("may_use_schema"),
                row.getString("role"));
    }

    boolean isTable() {
        return kind.equals("r") || kind.equals("p");
    }

    List<Difference> differences(Stream stream) {
        String table = stream.table().quoted();
        List<Difference> differences = new ArrayList<>();
        if (!isTable()) {
            differences.add(Difference.barred(
                    "declare a plain or a partitioned table", "%s is %s".formatted(stream.table(), kindInWords())));
            return differences;
        }
        boolean isOfEvents = stream.table().equals(Events.STREAM.table()) && Events.is(stream.name());
        if (own && !isOfEvents) {
            differences.add(Difference.barred(
                    "declare another table", "%s is one of Tidegate's own tables".formatted(stream.table())));
        }
        addWhole(stream, table, differences);
        if (!isOfEvents) {
            addRisk(
                    stream,
                    Risk.TRIGGERS,
                    triggers,
                    "has enabled triggers",
                    "ALTER TABLE %s DISABLE TRIGGER USER;".formatted(table),
                    differences);
        }
        addRisk(stream, Risk.FOREIGN_KEYS, foreignKeys, "has foreign keys", dropped(table, foreignKeys), differences);
        addRisk(stream, Risk.UNIQUE, exclusions, "has exclusion constraints", dropped(table, exclusions), differences);
        addRights(stream, table, differences);
        return differences;
    }

    private void addWhole(Stream stream, String table, List<Difference> differences) {
        if (persistence.equals("t")) {
            differences.add(Difference.barred("declare another table", "%s is a temp table".formatted(stream.table())));
        }
        if (persistence.equals("u")) {
            differences.add(Difference.mended(
                    "ALTER TABLE %s SET LOGGED;".formatted(table),
                    "%s is unlogged, and empty after a crash of the server".formatted(stream.table())));
        }
        if (rowSecurity) {
            differences.add(Difference.mended(
                    "ALTER TABLE %s DISABLE ROW LEVEL SECURITY;".formatted(table),
                    "%s has row security, which hides rows from the merge".formatted(stream.table())));
        }
        if (heirs) {
            differences.add(Difference.advised(
                    "end it by ALTER TABLE .. NO INHERIT, or use a partitioned table",
                    "other tables inherit from %s, and what is in them is in it, too".formatted(stream.table())));
        }
        if (rules != null) {
            differences.add(Difference.advised(
                    "DROP RULE .. ON %s".formatted(table),
                    "%s has rules, which rewrite statements (%s)".formatted(stream.table(), rules)));
        }
        List<String> outside = partitionedBy.stream()
                .filter(column -> !stream.keyColumns().contains(column))
                .toList();
        if (!outside.isEmpty()) {
            differences.add(Difference.advised(
                    "take it into key, or partition the table by columns of the key",
                    "%s is partitioned by %s, which is not of the key, so that no index can hold the key unique"
                            .formatted(stream.table(), String.join(", ", outside))));
        }
    }

    private static String dropped(String table, String names) {
        return names == null
                ? null
                : "ALTER TABLE %s DROP CONSTRAINT %s;".formatted(table, names.replace(", ", ", DROP CONSTRAINT "));
    }

    private static void addRisk(
            Stream stream, Risk risk, String names, String has, String mend, List<Difference> differences) {
        if (names != null && !stream.allowed().contains(risk)) {
            differences.add(Difference.advised(
                    "declare allow: [%s], or %s".formatted(risk.name().toLowerCase(Locale.ROOT), mend.replace(";", "")),
                    "%s %s, which can refuse or change rows (%s)".formatted(stream.table(), has, names)));
        }
    }

    private void addRights(Stream stream, String table, List<Difference> differences) {
        if (!mayUseSchema) {
            differences.add(Difference.mended(
                    "GRANT USAGE ON SCHEMA %s TO tidegate_ingest, tidegate_operator;"
                            .formatted(table.substring(0, table.indexOf("\".\"") + 1)),
                    "the role %s lacks USAGE on the schema of %s".formatted(role, stream.table())));
        }
        if (missingRights != null) {
            differences.add(Difference.mended(
                    "GRANT SELECT, INSERT, UPDATE ON %s TO tidegate_ingest, tidegate_operator;".formatted(table),
                    "the role %s lacks %s on %s".formatted(role, missingRights, stream.table())));
        }
    }

    private String kindInWords() {
        return switch (kind) {
            case "v" -> "a view";
            case "m" -> "a materialized view";
            case "f" -> "a foreign table";
            case "S" -> "a sequence";
            case "i", "I" -> "an index";
            default -> "no table";
        };
    }
}
