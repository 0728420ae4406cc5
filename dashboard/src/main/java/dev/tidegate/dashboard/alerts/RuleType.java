package dev.tidegate.dashboard.alerts;

import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.Faults;
import dev.tidegate.ingest.yaml.Nearest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds of rules that a file may have: their keys, and what holds where a key is not there. */
enum RuleType {
    /** Revenue of an hour. */
    LOW_REVENUE(LowRevenue.TYPE, "below", "weeks", "currency", "min_orders", "wait") {
        @Override
        Rule rule(String name, Keys keys) {
            return new LowRevenue(
                    name,
                    keys.read("below", Values::share).orElse(new BigDecimal("0.5")),
                    weeks(keys),
                    keys.readOrEmpty("currency", Values::currency).orElse(null),
                    keys.read("min_orders", text -> Values.number(text, 0)).orElse(BigDecimal.TEN),
                    keys.read("wait", text -> Values.duration(text, Duration.ZERO, Duration.ofHours(6)))
                            .orElse(Duration.ofMinutes(10)));
        }
    },
    /** Silence. */
    NO_EVENTS(NoEvents.TYPE, "for", "weeks", "min_events") {
        @Override
        Rule rule(String name, Keys keys) {
            return new NoEvents(
                    name,
                    keys.read("for", text -> Values.duration(text, Duration.ofMinutes(1), Duration.ofDays(1)))
                            .orElse(Duration.ofMinutes(10)),
                    weeks(keys),
                    keys.read("min_events", text -> Values.number(text, 0)).orElse(BigDecimal.valueOf(60)));
        }
    },
    /** Rejects. */
    MANY_REJECTS(ManyRejects.TYPE, "above", "within", "min_records", "stream") {
        @Override
        Rule rule(String name, Keys keys) {
            return new ManyRejects(
                    name,
                    keys.read("above", Values::share).orElse(new BigDecimal("0.05")),
                    keys.read("within", text -> Values.duration(text, Duration.ofMinutes(1), Duration.ofDays(1)))
                            .orElse(Duration.ofHours(1)),
                    keys.read("min_records", text -> Values.whole(text, 1, 999_999_999))
                            .orElse(100L),
                    keys.read("stream", Values::stream).orElse(null));
        }
    },
    /** A product that everybody buys. */
    PRODUCT_SURGE(ProductSurge.TYPE, "times", "weeks", "min_units") {
        @Override
        Rule rule(String name, Keys keys) {
            return new ProductSurge(
                    name,
                    keys.read("times", text -> Values.number(text, 2)).orElse(BigDecimal.TEN),
                    weeks(keys),
                    keys.read("min_units", text -> Values.number(text, 1)).orElse(BigDecimal.valueOf(20)));
        }
    };

    private static final long USUAL_WEEKS = 4;

    private final String label;
    // A List.copyOf cannot change, but its type does not say so.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> own;

    RuleType(String label, String... own) {
        this.label = label;
        this.own = List.of(own);
    }

    abstract Rule rule(String name, Keys keys);

    /** The kinds with their keys, as people write them. */
    static Map<String, List<String>> keysByType() {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        for (RuleType type : values()) {
            List<String> all = new ArrayList<>(List.of("type"));
            all.addAll(type.own);
            keys.put(type.label, all);
        }
        return keys;
    }

    /** Reads one rule; none where its kind is not known. What is wrong is told. */
    static Optional<Rule> read(String name, Entry entry, Faults faults) {
        Map<String, List<String>> known = keysByType();
        // Of all kinds first, since which keys are right says the kind.
        Map<String, Entry> entries = entry.entries(List.of(), faults);
        Entry type = entries.get("type");
        if (type == null) {
            if (!entries.isEmpty()) {
                faults.add(entry, "rule %s has no type: expected one of %s".formatted(name, list(known)));
            }
            return Optional.empty();
        }
        Optional<String> label = faults.tried(
                type,
                () -> type.as(text -> {
                    if (!known.containsKey(text)) {
                        throw new IllegalArgumentException("unknown type '%s', expected one of %s%s"
                                .formatted(text, list(known), Nearest.hint(text, known.keySet())));
                    }
                    return text;
                }));
        return label.map(text -> of(text).rule(name, new Keys(entry, entry.entries(known.get(text), faults), faults)));
    }

    private static RuleType of(String label) {
        for (RuleType type : values()) {
            if (type.label.equals(label)) {
                return type;
            }
        }
        throw new IllegalArgumentException("There is no type " + label);
    }

    private static String list(Map<String, List<String>> known) {
        return String.join(", ", known.keySet());
    }

    private static int weeks(Keys keys) {
        return keys.read("weeks", text -> Values.whole(text, 1, 12))
                .orElse(USUAL_WEEKS)
                .intValue();
    }
}
