package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.rules.EventFormat;
import dev.tidegate.ingest.rules.EventRules;
import dev.tidegate.ingest.rules.IdColumns;
import dev.tidegate.ingest.yaml.Entry;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** How the values of a mapping's files are written, and what they mean. */
final class MappedValues {

    private static final Set<String> MEANINGS = Set.of("view", "click", "buy", EventFormat.FILTERED);

    private final Entry top;
    private final Map<String, Entry> entries;
    private final MappedColumns columns;

    MappedValues(Entry top, Map<String, Entry> entries, MappedColumns columns) {
        this.top = top;
        this.entries = entries;
        this.columns = columns;
    }

    EventFormat format() {
        EventFormat format = new EventFormat(
                entry("decimal_point")
                        .map(entry -> entry.as(MappedValues::point))
                        .orElse('.'),
                entry("time_format").map(Entry::text).orElse(EventFormat.ISO),
                entry("time_zone").map(entry -> entry.as(MappedValues::zone)).orElse(null),
                eventTypes(),
                columns.constants(),
                idColumns());
        columns.checkConstants(rules(format));
        return format;
    }

    private Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private EventRules rules(EventFormat format) {
        try {
            return new EventRules(ZoneOffset.UTC, format);
        } catch (IllegalArgumentException e) {
            throw entry("time_format")
                    .orElse(top)
                    .wrong(
                            ("time_format: '%s' is no time format, %s: expected iso, epoch_seconds, epoch_millis, epoch_micros,"
                                            + " or a pattern such as dd.MM.yyyy HH:mm:ss")
                                    .formatted(format.timeFormat(), e.getMessage()),
                            e);
        }
    }

    private static char point(String text) {
        if (!text.equals(".") && !text.equals(",")) {
            throw new IllegalArgumentException("'%s' is neither \".\" nor \",\"".formatted(text));
        }
        return text.charAt(0);
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a time zone such as UTC or Europe/Berlin".formatted(text), e);
        }
    }

    private Map<String, String> eventTypes() {
        Map<String, String> types = new HashMap<>();
        entry("event_types").map(Entry::entries).orElse(Map.of()).forEach((name, entry) -> {
            String meaning = entry.text();
            if (!MEANINGS.contains(meaning)) {
                throw entry.wrong(
                        "event_types: '%s' is no event type: expected view, click, buy or filtered".formatted(meaning));
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
        if (columns.idColumns().isEmpty()) {
            namespace.ifPresent(entry -> {
                throw entry.wrong("event_id_namespace without event_id_from: expected both or neither");
            });
            return null;
        }
        return new IdColumns(
                namespace.map(entry -> entry.as(MappedValues::uuid)).orElse(IdColumns.NAMESPACE), columns.idColumns());
    }

    private static UUID uuid(String text) {
        String complaint = new EventRules(ZoneOffset.UTC).complaint("event_id", text);
        if (complaint != null) {
            throw new IllegalArgumentException(complaint);
        }
        return UUID.fromString(text.strip());
    }
}
