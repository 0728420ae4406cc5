package dev.tidegate.dashboard.alerts;

import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.Faults;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The keys of one group of a rule file. What is wrong with a value is told, and reading goes on without it. */
record Keys(Entry group, Map<String, Entry> entries, Faults faults) {
    /** The value of a key; none where it is not there, or wrong. */
    <T> Optional<T> read(String key, Function<String, T> understand) {
        Entry entry = entries.get(key);
        return entry == null ? Optional.empty() : faults.tried(entry, () -> entry.as(understand));
    }

    /** The same for a value that may be empty, in quotes. */
    <T> Optional<T> readOrEmpty(String key, Function<String, T> understand) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        Optional<String> text = faults.tried(entry, entry::textOrNothing);
        return text.flatMap(value -> value.isEmpty()
                ? Optional.of(understand.apply(value))
                : faults.tried(entry, () -> entry.as(understand)));
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    Entry entry(String key) {
        return entries.get(key);
    }
}
