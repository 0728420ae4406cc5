package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.console.Counted;
import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import dev.tidegate.ingest.stream.Events;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The key event_id_from: what tells one event from another, where the file has no UUID of it. */
final class EventIdKeys {

    private final EventCells cells;
    private final SampledTable table;
    private final EventColumns columns;
    private final HeaderKeys headers;
    private final List<Decision> decisions = new ArrayList<>();

    private EventIdKeys(EventCells cells, HeaderKeys headers) {
        this.cells = cells;
        this.table = cells.table();
        this.columns = cells.columns();
        this.headers = headers;
    }

    static List<Decision> of(EventCells cells, HeaderKeys headers) {
        EventIdKeys keys = new EventIdKeys(cells, headers);
        keys.decide();
        return keys.decisions;
    }

    private void decide() {
        if (cells.haveUuids()) {
            return;
        }
        String own = columns.has(EventColumns.EVENT_ID) ? EventColumns.EVENT_ID : cells.haveRowIds() ? "row_id" : null;
        if (own != null) {
            ownIds(own);
            return;
        }
        Set<Integer> places = new LinkedHashSet<>();
        int order = columns.has("order_id") ? columns.place("order_id") : cells.namesOfOrders();
        if (order >= 0) {
            places.add(order);
        }
        for (String role :
                List.of("line", EventColumns.SESSION, EventColumns.USER, EventColumns.PRODUCT, Events.EVENT_TYPE)) {
            if (columns.has(role) && !(order >= 0 && role.equals(Events.EVENT_TYPE))) {
                places.add(columns.place(role));
            }
        }
        places.addAll(columns.timeParts());
        List<String> names = places.stream().map(headers::finalName).toList();
        long repeated = repeated(places);
        long all = table.records().size();
        if (repeated == 0) {
            decisions.add(Decision.of(
                    "event_id_from",
                    Yaml.list(names),
                    all == 1
                            ? "no column is an id of events; these tell one from another"
                            : "no column is an id of events; these tell all %,d records of the sample apart"
                                    .formatted(all)));
        } else {
            decisions.add(Decision.ambiguous(
                    "event_id_from",
                    Yaml.list(names),
                    "no column is an id of events; these are the same in %,d of %s of the sample as in one before"
                            .formatted(repeated, Counted.of(all, "record")),
                    "such rows are events of their own, and get a number, unless event_id_unique: true makes them versions of"
                            + " one, or a further column tells them apart"));
        }
    }

    /** How many records are in these columns as one before them. */
    private long repeated(Set<Integer> places) {
        Set<String> seen = new HashSet<>();
        long twice = table.records().stream()
                .filter(record -> !seen.add(places.stream()
                        .map(place -> record.values().get(place).length() + ":"
                                + record.values().get(place))
                        .collect(Collectors.joining())))
                .count();
        return twice;
    }

    private void ownIds(String role) {
        String name = cells.name(role);
        List<Cell> ids = cells.filled(role);
        Set<String> seen = new HashSet<>();
        Cell again =
                ids.stream().filter(cell -> !seen.add(cell.text())).findFirst().orElse(null);
        String yaml = Yaml.list(Collections.singletonList(name));
        if (again == null) {
            Cell first = ids.isEmpty() ? null : ids.get(0);
            decisions.add(Decision.of(
                    "event_id_from",
                    yaml,
                    first == null
                            ? "the file's own ids"
                            : "the file's own ids: all %,d differ, such as %s".formatted(ids.size(), first.shown())));
            return;
        }
        decisions.add(Decision.ambiguous(
                "event_id_from",
                yaml,
                "the file's own ids, but %s is not the first of its id".formatted(again.shown()),
                "such rows are events of their own, unless event_id_unique: true makes them versions of one"));
    }
}
