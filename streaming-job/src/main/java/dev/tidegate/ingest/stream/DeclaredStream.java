package dev.tidegate.ingest.stream;

import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.Faults;
import dev.tidegate.ingest.yaml.Nearest;
import dev.tidegate.ingest.yaml.YamlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A stream as the keys of a file declare it. docs/streams.md tells them. */
public final class DeclaredStream {

    /** The keys of a file that declare a stream; it may have those of a mapping, too. */
    public static final List<String> KEYS = List.of(
            "stream",
            "table",
            "key",
            "version",
            "columns",
            "other_columns",
            "deleted",
            "same_bytes",
            "allow",
            "headers");

    static final String EXTRA = "extra";

    /** PostgreSQL has room for so many. */
    private static final int MOST_COLUMNS = 1600;

    private final Entry top;
    private final Map<String, Entry> entries;
    private final Faults faults;
    private final Map<String, DeclaredColumn> columns = new LinkedHashMap<>();
    private final String name;
    private final Table table;
    private final DeclaredKey key;
    private final OtherColumns others;
    private final Tombstones deleted;
    private final Set<Risk> allowed;

    /**
     * Understands a file.
     *
     * @param top the file as a whole
     * @param entries its keys
     * @param faults takes what is wrong
     */
    public DeclaredStream(Entry top, Map<String, Entry> entries, Faults faults) {
        this.top = top;
        this.entries = entries;
        this.faults = faults;
        name = needed("stream", "a name, such as orders", DeclaredNames::stream);
        table = needed("table", "a table, such as shop.orders", DeclaredNames::table);
        readColumns();
        key = new DeclaredKey(top, entries, columns, faults);
        understandColumns();
        others = read("other_columns", DeclaredStream::others).orElse(OtherColumns.KEEP);
        deleted = deleted();
        allowed = allowed();
        key.check(deleted != null);
        refuseTooManyColumns();
    }

    /** A stream that is shipped with the job, by the name of its file. */
    static Stream shipped(String name) {
        String file = "streams/" + name + ".yaml";
        try (InputStream in = DeclaredStream.class.getResourceAsStream("/" + file)) {
            Entry top = YamlFile.read(in.readAllBytes(), file, "a stream");
            Faults faults = new Faults();
            DeclaredStream declared = new DeclaredStream(top, top.entries(KEYS, faults), faults);
            faults.refuse();
            return declared.stream();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** The columns of the declaration by their names, as far as they can be understood. */
    public Map<String, DeclaredColumn> columns() {
        return columns;
    }

    /** The name; null where that is wrong. */
    public String name() {
        return name;
    }

    /** The stream; to be asked for where nothing is wrong. */
    public Stream stream() {
        List<Column> inOrder = new ArrayList<>();
        columns.values().stream()
                .filter(column -> !column.isComputed())
                .map(DeclaredColumn::column)
                .forEach(inOrder::add);
        columns.values().stream()
                .filter(DeclaredColumn::isComputed)
                .map(DeclaredColumn::column)
                .forEach(inOrder::add);
        if (others == OtherColumns.KEEP) {
            inOrder.add(Column.others(EXTRA));
        }
        return new Stream(name, table, inOrder, key.key(), key.version(), deleted, others, allowed);
    }

    private <T> T needed(String key, String expected, Function<String, T> understand) {
        if (!entries.containsKey(key)) {
            faults.add(top, "the key %s is missing: expected %s".formatted(key, expected));
        }
        return read(key, understand).orElse(null);
    }

    private <T> Optional<T> read(String key, Function<String, T> understand) {
        Entry entry = entries.get(key);
        return entry == null ? Optional.empty() : faults.tried(entry, () -> entry.as(understand));
    }

    private void readColumns() {
        Entry all = entries.get("columns");
        if (all == null) {
            faults.add(
                    top, "the key columns is missing: expected the columns of the table, such as name: {type: text}");
            return;
        }
        all.entries(List.of(), faults).forEach((column, entry) -> {
            faults.tried(entry, () -> DeclaredStream.named(column, entry));
            columns.put(column, new DeclaredColumn(entry, faults));
        });
        if (columns.isEmpty() && !all.isText()) {
            faults.add(all, "columns has none: expected one at least");
        }
    }

    private static String named(String column, Entry entry) {
        try {
            return DeclaredNames.column(column);
        } catch (IllegalArgumentException e) {
            throw entry.wrong("column %s: %s".formatted(column, e.getMessage()), e);
        }
    }

    private void understandColumns() {
        Map<String, String> headers = headers();
        columns.forEach((column, declared) -> {
            if (!declared.isComputed()) {
                declared.understand(
                        headers.getOrDefault(column, column.strip().toLowerCase(Locale.ROOT)), key.names(column));
            }
        });
        columns.values().stream().filter(DeclaredColumn::isComputed).forEach(column -> column.compute(columns));
        refuseOneHeaderForTwo();
    }

    /** What the files call columns, by the names in the table. */
    private Map<String, String> headers() {
        Entry all = entries.get("headers");
        Map<String, String> headers = new LinkedHashMap<>();
        if (all == null || columns.isEmpty()) {
            return headers;
        }
        all.entries(columns.keySet(), faults).forEach((column, entry) -> {
            faults.tried(entry, () -> header(column, entry)).ifPresent(header -> headers.put(column, header));
            if (!columns.get(column).isField()) {
                faults.add(entry, "headers: no file has %s, see its keys: expected no header for it".formatted(column));
            }
        });
        return headers;
    }

    /** Of several names the first; a field that is told by its place has the name of the column. */
    private static String header(String column, Entry entry) {
        if (entry.isGroup()) {
            return column.strip().toLowerCase(Locale.ROOT);
        }
        return entry.items().stream()
                .map(item -> item.as(DeclaredNames::header))
                .toList()
                .get(0);
    }

    private void refuseOneHeaderForTwo() {
        Map<String, String> columnByHeader = new LinkedHashMap<>();
        columns.forEach((name, declared) -> {
            String header = declared.column() == null ? null : declared.column().header();
            String first = header == null ? null : columnByHeader.putIfAbsent(header, name);
            if (first != null) {
                faults.add(
                        declared.entry(),
                        "%s and %s are both in the field '%s' of the files: expected another name in headers for one of them"
                                .formatted(first, name, header));
            }
        });
        if (columns.containsKey(EXTRA) && !entries.containsKey("other_columns")) {
            faults.add(
                    columns.get(EXTRA).entry(),
                    "columns has %s, where other columns of the files are kept: expected another name, or other_columns: ignore"
                            .formatted(EXTRA));
        }
    }

    private static OtherColumns others(String text) {
        Map<String, OtherColumns> known = new LinkedHashMap<>();
        known.put(EXTRA, OtherColumns.KEEP);
        known.put("ignore", OtherColumns.IGNORE);
        known.put("reject", OtherColumns.REJECT);
        if (!known.containsKey(text)) {
            throw new IllegalArgumentException("found '%s', expected one of %s%s"
                    .formatted(text, String.join(", ", known.keySet()), Nearest.hint(text, known.keySet())));
        }
        return known.get(text);
    }

    private Tombstones deleted() {
        Entry entry = entries.get("deleted");
        if (entry == null) {
            return null;
        }
        Map<String, Entry> keys = entry.entries(List.of("header", "values"), faults);
        for (String key : List.of("header", "values")) {
            if (!keys.containsKey(key) && !entry.isText()) {
                faults.add(entry, "deleted has no %s: expected {header: op, values: [d]}".formatted(key));
            }
        }
        Optional<String> header = Optional.ofNullable(keys.get("header"))
                .flatMap(found -> faults.tried(found, () -> found.as(DeclaredNames::header)));
        Set<String> values = new TreeSet<>();
        new DeclaredType(keys, faults).items("values").forEach(value -> values.add(value.strip()));
        return new Tombstones(header.orElse(""), values);
    }

    private Set<Risk> allowed() {
        Set<Risk> risks = EnumSet.noneOf(Risk.class);
        List<String> known = EnumSet.complementOf(EnumSet.of(Risk.CHECKS)).stream()
                .map(risk -> risk.name().toLowerCase(Locale.ROOT))
                .toList();
        Entry entry = entries.get("allow");
        if (entry != null) {
            faults.tried(entry, entry::items)
                    .ifPresent(items -> items.forEach(item -> faults.tried(
                            item,
                            () -> item.as(text -> {
                                if (!known.contains(text)) {
                                    throw new IllegalArgumentException("found '%s', expected some of %s%s"
                                            .formatted(text, String.join(", ", known), Nearest.hint(text, known)));
                                }
                                return risks.add(Risk.valueOf(text.toUpperCase(Locale.ROOT)));
                            }))));
        }
        return risks.stream().collect(Collectors.toUnmodifiableSet());
    }

    private void refuseTooManyColumns() {
        int all = columns.size()
                + DeclaredNames.LINEAGE.size()
                - (deleted == null ? 1 : 0)
                + (others == OtherColumns.KEEP ? 1 : 0);
        if (all > MOST_COLUMNS) {
            faults.add(
                    entries.get("columns"),
                    "columns has %d, with those of Tidegate the table would have %d: expected at most %d in all"
                            .formatted(columns.size(), all, MOST_COLUMNS));
        }
    }
}
