package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.rules.IdColumns;
import dev.tidegate.ingest.rules.ShopFormat;
import dev.tidegate.ingest.rules.StreamRules;
import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.value.BrokenRule;
import dev.tidegate.ingest.value.Value;
import dev.tidegate.ingest.yaml.Entry;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** How the values of a mapping's files are written, and what they mean. */
final class MappedValues {

    /** As exports write it: files without a mapping are read more strictly. */
    private static final String ISO = "iso";

    private static final String EVENT_TYPE = Events.EVENT_TYPE;
    private static final String TYPES = String.join(", ", Events.TYPES);

    private final Entry top;
    private final Map<String, Entry> entries;
    private final Stream stream;
    private final MappedColumns columns;

    MappedValues(Entry top, Map<String, Entry> entries, Stream stream, MappedColumns columns) {
        this.top = top;
        this.entries = entries;
        this.stream = stream;
        this.columns = columns;
    }

    ValueFormat format() {
        char point = entry("decimal_point")
                .map(entry -> entry.as(MappedValues::point))
                .orElse('.');
        ValueFormat format = new ValueFormat(
                point,
                timeFormats()
                        .map(formats ->
                                formats.items().stream().map(Entry::text).toList())
                        .orElse(List.of(ISO)),
                entry("time_zone").map(entry -> entry.as(MappedValues::zone)).orElse(null),
                words(),
                nulls(),
                columns.constants(),
                idColumns(),
                shop(),
                new MappedCells(entries).cells(stream, point, columns.joined()));
        StreamRules rules = rules(format);
        columns.checkConstants(rules);
        entry("defaults").map(Entry::entries).orElse(Map.of()).forEach((header, entry) -> {
            String complaint = rules.complaint(header, entry.text());
            if (complaint != null) {
                throw entry.wrong("defaults: %s cannot be that: %s".formatted(header, complaint));
            }
        });
        return format;
    }

    /** Two words for one thing: one format or several. */
    private Optional<Entry> timeFormats() {
        Optional<Entry> several = entry("time_formats");
        if (several.isPresent() && entry("time_format").isPresent()) {
            throw several.get().wrong("time_formats and time_format are both there: expected one of them");
        }
        return several.or(() -> entry("time_format"));
    }

    private Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private StreamRules rules(ValueFormat format) {
        try {
            return new StreamRules(stream, format, ZoneOffset.UTC);
        } catch (IllegalArgumentException e) {
            throw timeFormats()
                    .orElse(top)
                    .wrong(
                            ("time_format: '%s' is no time format, %s: expected iso, epoch_seconds, epoch_millis, epoch_micros,"
                                            + " epoch_nanos, epoch, excel_days, or a pattern such as dd.MM.yyyy HH:mm:ss")
                                    .formatted(String.join(", ", format.timeFormats()), e.getMessage()),
                            e);
        }
    }

    static char point(String text) {
        if (!text.equals(".") && !text.equals(",")) {
            throw new IllegalArgumentException("'%s' is neither \".\" nor \",\"".formatted(text));
        }
        return text.charAt(0);
    }

    static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a time zone such as UTC or Europe/Berlin".formatted(text), e);
        }
    }

    /** What words of the file mean, by the header of the stream; event_types says it of the event type alone. */
    private Map<String, Map<String, String>> words() {
        Optional<Entry> types = entry("event_types");
        types.ifPresent(entry -> refuseUnless(stream.headers().contains(EVENT_TYPE), "event_types", entry));
        Map<String, Map<String, String>> words = new HashMap<>();
        entry("words")
                .map(entry -> entry.entries(headersAndColumns()))
                .orElse(Map.of())
                .forEach((name, entry) -> words.put(header(name), meanings("words." + name, entry)));
        types.ifPresent(entry -> {
            if (words.put(EVENT_TYPE, eventTypes()) != null) {
                throw entry.wrong("event_types: words has event_type, too: expected one of them");
            }
        });
        return words;
    }

    private void refuseUnless(boolean hasEventTypes, String key, Entry entry) {
        if (!hasEventTypes) {
            throw entry.wrong("%s: stream %s has no column event_type: expected none".formatted(key, stream.name()));
        }
    }

    private List<String> headersAndColumns() {
        List<String> names = new ArrayList<>(stream.headers());
        stream.columns().stream()
                .filter(column -> column.header() != null && !names.contains(column.name()))
                .forEach(column -> names.add(column.name()));
        return names;
    }

    /** The header of a column, by one of its names. */
    private String header(String name) {
        return stream.headers().contains(name) ? name : stream.column(name).header();
    }

    private static Map<String, String> meanings(String name, Entry words) {
        Map<String, String> meanings = new HashMap<>();
        words.entries().forEach((word, entry) -> {
            if (meanings.put(word.strip().toLowerCase(Locale.ROOT), entry.text()) != null) {
                throw entry.wrong("%s: '%s' is there twice; upper and lower case are the same".formatted(name, word));
            }
        });
        return meanings;
    }

    private Set<String> nulls() {
        return entry("null").map(Entry::items).orElse(List.of()).stream()
                .map(item -> item.text().strip())
                .collect(Collectors.toSet());
    }

    private Map<String, String> eventTypes() {
        Map<String, String> types = new HashMap<>();
        entry("event_types").map(Entry::entries).orElse(Map.of()).forEach((name, entry) -> {
            String meaning = entry.text();
            if (!Events.TYPES.contains(meaning) && !meaning.equals(ValueFormat.FILTERED)) {
                throw entry.wrong("event_types: '%s' is no event type: expected one of %s, %s"
                        .formatted(meaning, TYPES, ValueFormat.FILTERED));
            }
            if (types.put(name.strip().toLowerCase(Locale.ROOT), meaning) != null) {
                throw entry.wrong(
                        "event_types: '%s' is there twice; upper and lower case are the same".formatted(name));
            }
        });
        return types;
    }

    private IdColumns idColumns() {
        Optional<Entry> namespace = entry("event_id_namespace");
        Optional<Entry> unique = entry("event_id_unique");
        if (columns.idColumns().isEmpty()) {
            namespace.ifPresent(entry -> {
                throw entry.wrong("event_id_namespace without event_id_from: expected both or neither");
            });
            unique.ifPresent(entry -> {
                throw entry.wrong("event_id_unique without event_id_from: expected both or neither");
            });
            return null;
        }
        return new IdColumns(
                namespace.map(entry -> entry.as(MappedValues::uuid)).orElse(IdColumns.NAMESPACE),
                columns.idColumns(),
                unique.map(entry -> entry.as(MappedValues::truth)).orElse(false));
    }

    private static boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("'%s' is neither true nor false".formatted(text));
        }
        return text.equals("true");
    }

    private ShopFormat shop() {
        Optional<Entry> refunds = entry("refunds");
        refunds.ifPresent(entry -> refuseUnless(Events.is(stream.name()), "refunds", entry));
        return new ShopFormat(
                accepted().orElse(null),
                refunds.map(entry -> MappedRefunds.read(entry, columns.refunds()))
                        .orElse(null),
                priceIsLineTotal());
    }

    /** The event types that become rows; empty where the mapping does not say it. */
    private Optional<Set<String>> accepted() {
        Optional<Entry> accept = entry("accept");
        accept.ifPresent(entry -> refuseUnless(Events.is(stream.name()), "accept", entry));
        return accept.map(entry -> entry.items().stream()
                .map(item -> item.as(MappedValues::eventType))
                .collect(Collectors.toSet()));
    }

    private static String eventType(String text) {
        if (!Events.TYPES.contains(text)) {
            throw new IllegalArgumentException("'%s' is no event type: expected some of %s".formatted(text, TYPES));
        }
        return text;
    }

    /** Whether the price in the files is that of the line, and not of one piece. */
    private boolean priceIsLineTotal() {
        Optional<Entry> priceIs = entry("price_is");
        priceIs.ifPresent(entry -> {
            if (stream.lineTotal() == null) {
                throw entry.wrong(
                        "price_is: stream %s has no column that is the product of its column price: expected none"
                                .formatted(stream.name()));
            }
        });
        return priceIs.map(entry -> entry.as(MappedValues::isLineTotal)).orElse(false);
    }

    private static boolean isLineTotal(String text) {
        if (!text.equals("line_total") && !text.equals("piece")) {
            throw new IllegalArgumentException("'%s' is neither piece nor line_total".formatted(text));
        }
        return text.equals("line_total");
    }

    private static UUID uuid(String text) {
        try {
            return Value.uuid("event_id_namespace", text);
        } catch (BrokenRule broken) {
            throw new IllegalArgumentException(broken.getMessage(), broken);
        }
    }
}
