package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports;
import dev.tidegate.ingest.operate.guess.sample.KnownExports.Export;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.stream.Events;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the words of a file mean.
 *
 * @param meanings by the word in lower case; words that are not known are not there
 * @param seen what the words that stand in the sample mean
 * @param decisions the keys event_types, filter_others, and the words that nobody knows
 */
record EventWords(Map<String, String> meanings, Set<String> seen, List<Decision> decisions) {

    static EventWords of(List<Cell> cells, KnownExports known, Export export, Set<String> nulls) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Cell cell : cells) {
            if (!cell.isEmpty() && !nulls.contains(cell.text())) {
                counts.merge(cell.text().toLowerCase(Locale.ROOT), 1, Integer::sum);
            }
        }
        Map<String, String> meanings = new LinkedHashMap<>();
        Map<String, String> written = new LinkedHashMap<>();
        List<String> evidence = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        boolean others = false;
        for (Map.Entry<String, Integer> word : counts.entrySet()) {
            String text = word.getKey();
            String said = export == null ? null : export.words().get(text);
            String meaning = said == null ? known.meaning(text) : said;
            if (meaning == null) {
                unknown.add("%s (%,d)".formatted(text, word.getValue()));
                others |= !text.matches("[a-z][a-z0-9_-]{0,63}");
                continue;
            }
            meanings.put(text, meaning);
            evidence.add("%s (%,d)".formatted(text, word.getValue()));
            if (!meaning.equals(text)) {
                written.put(text, meaning);
            }
        }
        Set<String> seen = new LinkedHashSet<>(meanings.values());
        if (export != null && !counts.isEmpty()) {
            // Words that the export is known to have, and the sample does not.
            export.words().forEach((text, meaning) -> {
                if (!meaning.equals(text)) {
                    written.putIfAbsent(text, meaning);
                }
                meanings.putIfAbsent(text, meaning);
            });
        }
        List<Decision> decisions = new ArrayList<>();
        if (!written.isEmpty()) {
            decisions.add(Decision.of("event_types", Yaml.map(written), "the words " + String.join(", ", evidence)));
        }
        if (!unknown.isEmpty()) {
            decisions.add(new Decision(
                    others ? "filter_others" : null,
                    others ? "true" : null,
                    List.of(
                            "words whose meaning is not known, and which are filtered unless event_types says what they mean: "
                                    + String.join(", ", unknown)),
                    true));
        }
        return new EventWords(meanings, seen, decisions);
    }

    /** The types that become rows, in the order of a sale. */
    List<String> accepted(Set<String> more) {
        Set<String> types = new LinkedHashSet<>(meanings.values());
        types.addAll(more);
        types.remove(ValueFormat.FILTERED);
        return Events.TYPES.stream().filter(types::contains).toList();
    }
}
