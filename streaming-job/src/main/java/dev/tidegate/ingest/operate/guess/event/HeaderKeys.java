package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports.Export;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The keys that say where the columns of events stand: names and columns. */
final class HeaderKeys {

    private final EventCells cells;
    private final SampledTable table;
    private final EventColumns columns;
    private final Export export;
    private final List<Decision> decisions = new ArrayList<>();

    /** @param export that the table is; null for one that is not known */
    HeaderKeys(EventCells cells, Export export) {
        this.cells = cells;
        this.table = cells.table();
        this.columns = cells.columns();
        this.export = export;
        decide();
    }

    List<Decision> decisions() {
        return decisions;
    }

    private void decide() {
        if (!table.hasHeader()) {
            List<String> names = new ArrayList<>(table.names());
            if (export == null) {
                places().forEach((role, place) -> names.set(place, role));
                IntStream.range(0, columns.timeParts().size())
                        .forEach(part -> names.set(
                                columns.timeParts().get(part),
                                columns.timeParts().size() == 1 ? EventColumns.TIMESTAMP : "time_" + (part + 1)));
            }
            decisions.add(Decision.of(
                    "names",
                    Yaml.list(names),
                    export == null ? "by what stands in the fields" : "known of " + export.about()));
            if (columns.timeParts().size() == 1) {
                return;
            }
        }
        Map<String, String> headers = new LinkedHashMap<>();
        List<String> reasons = new ArrayList<>();
        if (table.hasHeader()) {
            places().forEach((role, place) -> put(headers, role, place));
        }
        List<String> time = columns.timeParts().stream().map(table.names()::get).toList();
        if (time.size() > 1) {
            headers.put(EventColumns.TIMESTAMP, "{join: " + Yaml.list(time) + "}");
        } else if (!SampledTable.folded(time.get(0)).equals(EventColumns.TIMESTAMP)) {
            headers.put(EventColumns.TIMESTAMP, Yaml.text(time.get(0)));
        }
        headers.keySet().stream()
                .filter(role -> !columns.reason(role).isEmpty())
                .forEach(role -> reasons.add(role + ": " + columns.reason(role)));
        if (!headers.isEmpty()) {
            decisions.add(Decision.of("columns", Yaml.map(headers), reasons.toArray(String[]::new)));
        }
    }

    private Map<String, Integer> places() {
        Map<String, Integer> places = new LinkedHashMap<>();
        EventColumns.OF_EVENTS.stream().filter(columns::has).forEach(role -> places.put(role, columns.place(role)));
        if (cells.haveUuids()) {
            places.put(EventColumns.EVENT_ID, columns.place(EventColumns.EVENT_ID));
        }
        return places;
    }

    private void put(Map<String, String> headers, String role, int place) {
        String name = table.names().get(place);
        boolean isTwice = !table.hasPaths()
                && IntStream.range(0, table.names().size())
                        .anyMatch(other -> other != place
                                && SampledTable.folded(table.names().get(other))
                                        .matches(Pattern.quote(SampledTable.folded(name)) + "_[0-9]+"));
        if (isTwice) {
            headers.put(role, "{place: %d}".formatted(place + 1));
            decisions.add(Decision.ambiguous(
                    null, null, "the header names %s more than once; %s is the first of them".formatted(name, role)));
        } else if (!SampledTable.folded(name).equals(role)) {
            headers.put(role, Yaml.text(name));
        }
    }

    /** What the mapping calls a column: without a header that is its own choice. */
    String finalName(int place) {
        if (table.hasHeader() || export != null) {
            return table.names().get(place);
        }
        return places().entrySet().stream()
                .filter(entry -> entry.getValue() == place)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(
                        columns.timeParts().size() == 1
                                ? EventColumns.TIMESTAMP
                                : "time_" + (columns.timeParts().indexOf(place) + 1));
    }
}
