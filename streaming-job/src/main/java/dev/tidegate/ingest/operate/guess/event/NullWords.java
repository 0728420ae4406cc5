package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import dev.tidegate.ingest.stream.Events;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Texts in a sample that stand for nothing, and the key null that says so. */
record NullWords(Set<String> texts, List<Decision> decisions) {

    /** Texts that stand for nothing in most exports, and for a word or a name in some. */
    private static final Set<String> COULD_BE_VALUES = Set.of("NA", "None", "none", "nil", "undefined", "-", "?");

    /** Where such a text can be no value. */
    private static final Set<String> NUMERIC = Set.of(Events.QUANTITY, EventColumns.PRICE);

    static NullWords of(SampledTable table, EventColumns columns, KnownExports known) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, Cell> first = new HashMap<>();
        Map<String, String> doubtful = new LinkedHashMap<>();
        List<String> roles = new ArrayList<>(EventColumns.OF_EVENTS);
        roles.add("order_id");
        for (String role : roles) {
            for (Cell cell : columns.has(role) ? table.column(columns.place(role)) : List.<Cell>of()) {
                boolean isDash = cell.text().equals("-") || cell.text().equals("?");
                boolean isOfText = role.equals("product_name") || role.equals(Events.EVENT_TYPE);
                if (known.nulls().contains(cell.text()) && !(isDash && isOfText)) {
                    counts.merge(cell.text(), 1, Integer::sum);
                    first.putIfAbsent(cell.text(), cell);
                    if (COULD_BE_VALUES.contains(cell.text()) && !NUMERIC.contains(role)) {
                        doubtful.putIfAbsent(table.names().get(columns.place(role)), cell.text());
                    }
                }
            }
        }
        return counts.isEmpty()
                ? new NullWords(Set.of(), List.of())
                : new NullWords(new LinkedHashSet<>(counts.keySet()), List.of(decision(counts, first, doubtful)));
    }

    private static Decision decision(
            Map<String, Integer> counts, Map<String, Cell> first, Map<String, String> doubtful) {
        List<String> reasons = new ArrayList<>();
        reasons.add("texts that stand for nothing: "
                + counts.entrySet().stream()
                        .map(entry -> "%s (%,d, first in %s)"
                                .formatted(
                                        entry.getKey(),
                                        entry.getValue(),
                                        first.get(entry.getKey()).place()))
                        .collect(Collectors.joining(", ")));
        if (!doubtful.isEmpty()) {
            reasons.add(doubtful.entrySet().stream()
                            .map(entry -> "%s in %s".formatted(entry.getValue(), entry.getKey()))
                            .collect(Collectors.joining(", "))
                    + " could be a value as well, such as a name: leave it out of the list then");
        }
        return new Decision(
                "'null'",
                counts.keySet().stream().map(Yaml::quoted).collect(Collectors.joining(", ", "[", "]")),
                reasons,
                !doubtful.isEmpty());
    }
}
