package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.rules.StreamRules;
import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.source.NamePattern;
import dev.tidegate.ingest.stream.Column;
import dev.tidegate.ingest.stream.Column.Origin;
import dev.tidegate.ingest.stream.DeclaredColumn;
import dev.tidegate.ingest.stream.DeclaredStream;
import dev.tidegate.ingest.stream.Key;
import dev.tidegate.ingest.stream.OtherColumns;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Table;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.Faults;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** How the values of a stream's files are written; and whether the texts of its declaration keep the rules of their columns. */
final class DeclaredValues {

    private static final Table NO_TABLE = new Table("public", "none");

    private final DeclaredStream declared;
    private final Map<String, Entry> entries;
    private final Faults faults;
    private final ValueFormat format;

    DeclaredValues(DeclaredStream declared, Entry top, Map<String, Entry> entries, Faults faults) {
        this.declared = declared;
        this.entries = entries;
        this.faults = faults;
        this.format = read();
        faults.tried(top, () -> new MappedFraming(top, entries).dialect());
        Entry files = entries.get("files");
        if (files != null) {
            faults.tried(files, files::items)
                    .ifPresent(items -> items.forEach(item -> faults.tried(item, () -> item.as(NamePattern::new))));
        }
    }

    /** Judges each text of the declaration. */
    void check() {
        declared.columns().values().stream()
                .filter(column -> column.column() != null && !column.column().isComputed())
                .forEach(this::checkTexts);
    }

    private ValueFormat read() {
        return new ValueFormat(
                tried("decimal_point", MappedValues::point, '.'),
                timeFormats(),
                tried("time_zone", MappedValues::zone, (ZoneId) null),
                words(),
                new HashSet<>(texts("null")),
                Map.of(),
                null);
    }

    private <T> T tried(String key, Function<String, T> understand, T otherwise) {
        Entry entry = entries.get(key);
        return entry == null
                ? otherwise
                : faults.tried(entry, () -> entry.as(understand)).orElse(otherwise);
    }

    private List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        Entry entry = entries.get(key);
        if (entry != null) {
            faults.tried(entry, entry::items)
                    .ifPresent(items ->
                            items.forEach(item -> faults.tried(item, item::text).ifPresent(texts::add)));
        }
        return texts;
    }

    private List<String> timeFormats() {
        String key = entries.containsKey("time_formats") ? "time_formats" : "time_format";
        List<String> formats = texts(key);
        Column timestamp = new Column(
                "time_format",
                new Type.Timestamp(formats, null),
                new Origin.Header("time_format"),
                false,
                null,
                List.of(),
                Set.of());
        try {
            rules(timestamp, ValueFormat.NATIVE);
            return formats;
        } catch (IllegalArgumentException e) {
            faults.add(
                    entries.get(key),
                    "time_format: %s: expected iso, epoch_seconds, epoch_millis, epoch_micros, epoch_nanos, epoch, excel_days, or a pattern such as dd.MM.yyyy HH:mm:ss"
                            .formatted(e.getMessage()));
            return List.of();
        }
    }

    private Map<String, Map<String, String>> words() {
        Map<String, Map<String, String>> words = new HashMap<>();
        Entry all = entries.get("words");
        if (all != null && !declared.columns().isEmpty()) {
            Map<String, Column> known = new LinkedHashMap<>();
            declared.columns().forEach((name, column) -> known.put(name, column.column()));
            declared.columns().values().stream()
                    .map(DeclaredColumn::column)
                    .filter(column -> column != null && column.header() != null)
                    .forEach(column -> known.putIfAbsent(column.header(), column));
            all.entries(known.keySet(), faults).forEach((name, entry) -> {
                Map<String, String> meanings = meanings(entry);
                Column column = known.get(name);
                if (column != null && column.header() == null) {
                    faults.add(entry, "words: no file has %s, see its keys: expected no words for it".formatted(name));
                } else if (column != null) {
                    words.put(column.header(), meanings);
                }
            });
        }
        return words;
    }

    private Map<String, String> meanings(Entry words) {
        Map<String, String> meanings = new HashMap<>();
        words.entries(List.of(), faults)
                .forEach((word, meaning) -> faults.tried(meaning, meaning::text).ifPresent(text -> {
                    if (meanings.put(word.strip().toLowerCase(Locale.ROOT), text) != null) {
                        faults.add(
                                meaning,
                                "words: '%s' is there twice; upper and lower case are the same".formatted(word));
                    }
                }));
        return meanings;
    }

    /** Texts that a person wrote are judged as those of a file are: a default that is refused would refuse each record. */
    private void checkTexts(DeclaredColumn declaredColumn) {
        Column column = declaredColumn.column();
        try {
            StreamRules rules = rules(column, format);
            complain(rules, column, "default", declaredColumn.entry("default"), column.otherwise());
            column.accepted().stream()
                    .sorted()
                    .forEach(value -> complain(rules, column, "accept", declaredColumn.entry("accept"), value));
        } catch (IllegalArgumentException e) {
            String key = guilty(column);
            faults.add(declaredColumn.entry(key), "%s of %s: %s".formatted(key, column.name(), e.getMessage()));
        }
    }

    private static String guilty(Column column) {
        if (column.origin() instanceof Origin.Constant) {
            return "constant";
        }
        return column.type() instanceof Type.Text
                ? "pattern"
                : column.accepted().isEmpty() ? "formats" : "accept";
    }

    private void complain(StreamRules rules, Column column, String key, Entry entry, String text) {
        String complaint = text == null ? null : rules.complaint(column.header(), text);
        if (complaint != null) {
            faults.add(entry, "%s: %s cannot be that: %s".formatted(key, column.name(), complaint));
        }
    }

    private StreamRules rules(Column column, ValueFormat values) {
        Stream alone = new Stream(
                "declared",
                NO_TABLE,
                List.of(column),
                new Key.FileAndLine(false),
                null,
                null,
                OtherColumns.IGNORE,
                Set.of());
        return new StreamRules(alone, values, ZoneOffset.UTC);
    }
}
