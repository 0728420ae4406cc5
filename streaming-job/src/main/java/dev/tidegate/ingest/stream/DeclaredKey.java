package dev.tidegate.ingest.stream;

import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.Faults;
import dev.tidegate.ingest.yaml.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What tells rows apart, and which version of one is the newest: the keys {@code key}, {@code version}, {@code same_bytes}. */
final class DeclaredKey {

    private static final String NONE = "none";

    /** So many columns an index of PostgreSQL has at most. */
    private static final int MOST_COLUMNS = 32;

    private final Map<String, Entry> entries;
    private final Map<String, DeclaredColumn> columns;
    private final Faults faults;
    private final List<String> names = new ArrayList<>();
    private final boolean appendOnly;
    private final boolean sameBytesAgain;
    private String version;

    DeclaredKey(Entry top, Map<String, Entry> entries, Map<String, DeclaredColumn> columns, Faults faults) {
        this.entries = entries;
        this.columns = columns;
        this.faults = faults;
        Entry key = entries.get("key");
        if (key == null) {
            faults.add(top, "the key 'key' is missing: expected the columns that tell one row from another, or none");
        }
        appendOnly = key != null
                && key.isText()
                && faults.tried(key, key::text).map(NONE::equals).orElse(false);
        if (key != null && !appendOnly) {
            readNames(key);
        }
        readVersion();
        sameBytesAgain = readSameBytes();
    }

    private void readNames(Entry key) {
        faults.tried(key, key::items)
                .ifPresent(items -> items.forEach(
                        item -> faults.tried(item, () -> item.as(this::known)).ifPresent(name -> {
                            if (names.contains(name)) {
                                faults.add(item, "key: '%s' is there twice: expected it once".formatted(name));
                            } else {
                                names.add(name);
                            }
                        })));
        if (names.size() > MOST_COLUMNS) {
            faults.add(
                    key,
                    "key has %d columns: expected at most %d, as PostgreSQL has in an index"
                            .formatted(names.size(), MOST_COLUMNS));
        }
    }

    private String known(String name) {
        if (!columns.containsKey(name)) {
            throw new IllegalArgumentException("there is no column '%s': expected some of %s%s"
                    .formatted(name, String.join(", ", columns.keySet()), Nearest.hint(name, columns.keySet())));
        }
        return name;
    }

    private void readVersion() {
        Entry entry = entries.get("version");
        if (entry != null && appendOnly) {
            faults.add(
                    entry,
                    "version with key: none: rows are only appended, there is no newer one: expected one of them");
        } else if (entry != null) {
            version = faults.tried(entry, () -> entry.as(this::known)).orElse(null);
        }
    }

    private boolean readSameBytes() {
        Entry entry = entries.get("same_bytes");
        if (entry == null) {
            return false;
        }
        if (!appendOnly) {
            faults.add(entry, "same_bytes without key: none: rows are told apart by their key: expected one of them");
        }
        return faults.tried(
                        entry,
                        () -> entry.as(text -> {
                            if (!text.equals("again")) {
                                throw new IllegalArgumentException(
                                        "found '%s', expected 'again', or no such key".formatted(text));
                            }
                            return true;
                        }))
                .orElse(false);
    }

    boolean names(String column) {
        return names.contains(column);
    }

    Key key() {
        return appendOnly ? new Key.FileAndLine(sameBytesAgain) : new Key.Columns(names);
    }

    /** Null where the last one delivered is the newest. */
    String version() {
        return version;
    }

    /** Looks at the columns, once they are understood. */
    void check(boolean tombstones) {
        for (String name : names) {
            Column column = columns.get(name).column();
            Entry where = columns.get(name).entry();
            if (column != null && !column.required()) {
                faults.add(
                        where,
                        "%s is of the key, and may be absent: expected required: true or a default".formatted(name));
            }
            if (column != null && (column.type() instanceof Type.Json || column.type() instanceof Type.Real)) {
                faults.add(
                        where,
                        "%s is of the key: expected a type whose values are equal or not, no json and no double"
                                .formatted(name));
            }
        }
        if (version != null && columns.get(version).column() != null) {
            checkVersion(columns.get(version));
        }
        if (tombstones && appendOnly) {
            faults.add(
                    entries.get("deleted"),
                    "deleted with key: none: no record says which row it takes away: expected one of them");
        }
    }

    private void checkVersion(DeclaredColumn declared) {
        Column column = declared.column();
        Type type = column.type();
        if (!column.required()) {
            faults.add(
                    declared.entry(),
                    "%s is the version, and may be absent: expected required: true or a default".formatted(version));
        }
        boolean ordered = type instanceof Type.Timestamp
                || type instanceof Type.Date
                || type instanceof Type.Day
                || type instanceof Type.Whole
                || type instanceof Type.Decimal;
        if (!ordered) {
            faults.add(
                    declared.entry(),
                    "%s is the version: expected the type timestamp, date, integer or decimal".formatted(version));
        }
        if (names.contains(version)) {
            faults.add(
                    entries.get("version"),
                    "version: %s is of the key, so that all versions of a row have the same: expected another column"
                            .formatted(version));
        }
    }
}
