package dev.tidegate.ingest.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What streams, tables, columns and headers may be called. Messages begin with what was found. */
final class DeclaredNames {

    /** Columns that say where a row comes from. */
    static final Set<String> LINEAGE = Set.of("source_file_id", "source_line", "ingested_at", Tombstones.DELETED_AT);

    /** Every table of PostgreSQL has these. */
    private static final Set<String> OF_POSTGRESQL = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private static final String INTERNAL = "_tg_";
    private static final int MAX_BYTES = 63;

    private DeclaredNames() {}

    static String stream(String name) {
        if (!Stream.isName(name)) {
            throw new IllegalArgumentException(
                    "found '%s', expected at most 32 of a-z, 0-9 and _, the first of them a letter".formatted(name));
        }
        return name;
    }

    /** A table as in SQL, where only a name in double quotes keeps its capitals; without a schema it is in public. */
    static Table table(String text) {
        List<String> parts = parts(text);
        if (parts.size() > 2) {
            throw new IllegalArgumentException(
                    "found '%s' with %d parts, expected schema.table or table".formatted(text, parts.size()));
        }
        parts.forEach(DeclaredNames::identifier);
        return parts.size() == 1 ? new Table("public", parts.get(0)) : new Table(parts.get(0), parts.get(1));
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int begin = 0;
        boolean quoted = false;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && text.charAt(i) == '"') {
                quoted = !quoted;
            } else if (i == text.length() || (text.charAt(i) == '.' && !quoted)) {
                parts.add(part(text, text.substring(begin, i)));
                begin = i + 1;
            }
        }
        return parts;
    }

    private static String part(String text, String part) {
        if (part.length() > 2 && part.startsWith("\"") && part.endsWith("\"")) {
            String inside = part.substring(1, part.length() - 1);
            if (!inside.replace("\"\"", "").contains("\"")) {
                return inside.replace("\"\"", "\"");
            }
        } else if (part.matches("[a-z_\\P{ASCII}][a-z0-9_$\\P{ASCII}]*")) {
            return part;
        }
        throw new IllegalArgumentException(
                "found '%s', expected a name of small letters, digits and _, or in double quotes, as in SQL: '%s'"
                        .formatted(text, "shop.\"Order Lines\""));
    }

    static String column(String name) {
        identifier(name);
        if (LINEAGE.contains(name)) {
            throw new IllegalArgumentException(
                    "Tidegate fills %s itself, it is in every table of a stream: expected another name"
                            .formatted(name));
        }
        if (name.startsWith(INTERNAL)) {
            throw new IllegalArgumentException(
                    "names that begin with %s are Tidegate's own: expected another name".formatted(INTERNAL));
        }
        if (OF_POSTGRESQL.contains(name)) {
            throw new IllegalArgumentException(
                    "%s is a column of PostgreSQL's own in every table: expected another name".formatted(name));
        }
        return name;
    }

    private static void identifier(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "'%s' has %d bytes, expected a name of at most %d".formatted(name, bytes, MAX_BYTES));
        }
        if (name.isBlank() || name.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "'%s' is blank or holds a control character: expected a name that can be read".formatted(name));
        }
    }

    /** A header as headers are compared. */
    static String header(String text) {
        String folded = text.strip().toLowerCase(Locale.ROOT);
        if (folded.isEmpty()) {
            throw new IllegalArgumentException("blanks are no name of a column");
        }
        return folded;
    }
}
