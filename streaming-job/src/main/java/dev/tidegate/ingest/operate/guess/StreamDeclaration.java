package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.operate.guess.sample.Cell;
import dev.tidegate.ingest.operate.guess.sample.Decision;
import dev.tidegate.ingest.operate.guess.sample.KnownExports;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import dev.tidegate.ingest.operate.guess.sample.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys of a stream whose table has the columns of a sample. */
final class StreamDeclaration {

    private static final Set<String> TAKEN =
            Set.of("extra", "source_file_id", "source_line", "ingested_at", "deleted_at");

    private final SampledTable table;
    private final KnownExports known;
    private final List<Decision> decisions = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Map<Integer, String> types = new LinkedHashMap<>();

    private StreamDeclaration(SampledTable table, KnownExports known) {
        this.table = table;
        this.known = known;
    }

    static List<Decision> of(String stream, SampledTable table, KnownExports known) {
        return new StreamDeclaration(table, known).declared(stream);
    }

    private List<Decision> declared(String stream) {
        StreamCells values = new StreamCells(table, nulls());
        names();
        int deletes = DeleteWords.place(values);
        StreamKey keys = new StreamKey(values, known, deletes);
        Set<Integer> key = keys.places();
        ColumnTypes typing = new ColumnTypes(values, known);
        int version = -1;
        for (int place = 0; place < names.size(); place++) {
            if (place != deletes) {
                String type = typing.type(place);
                types.put(place, type);
                version = version < 0 && type.startsWith("type: timestamp") && values.isFull(place) ? place : version;
            }
        }
        decisions.addAll(typing.decisions());
        decisions.add(Decision.of("stream", Yaml.text(stream)));
        decisions.add(Decision.of("table", Yaml.text(stream)));
        decisions.add(keys.decision(key, names));
        if (version >= 0 && !key.isEmpty()) {
            decisions.add(Decision.of(
                    "version", Yaml.text(names.get(version)), "the first column of times that each record has"));
        }
        decisions.add(Decision.of("columns", columns(key, key.isEmpty() ? -1 : version)));
        headers();
        if (deletes >= 0) {
            decisions.add(DeleteWords.decision(values, deletes));
        }
        decisions.addAll(typing.marks());
        return decisions;
    }

    private String columns(Set<Integer> key, int version) {
        return types.entrySet().stream()
                .map(entry -> "%n  %s: {%s%s}"
                        .formatted(
                                Yaml.text(names.get(entry.getKey())),
                                entry.getValue(),
                                key.contains(entry.getKey()) || entry.getKey() == version ? ", required: true" : ""))
                .collect(Collectors.joining());
    }

    private Set<String> nulls() {
        Set<String> sure =
                known.nulls().stream().filter(word -> word.length() > 1).collect(Collectors.toSet());
        Set<String> nulls = new LinkedHashSet<>();
        for (int place = 0; place < table.names().size(); place++) {
            table.column(place).stream().map(Cell::text).filter(sure::contains).forEach(nulls::add);
        }
        if (!nulls.isEmpty()) {
            decisions.add(
                    Decision.of("'null'", ColumnTypes.quoted(List.copyOf(nulls)), "texts that stand for nothing"));
        }
        return nulls;
    }

    private void names() {
        for (int place = 0; place < table.names().size(); place++) {
            String name = table.names()
                    .get(place)
                    .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9]+", "_")
                    .replaceAll("^_+|_+$", "");
            name = name.isEmpty() || !Character.isLetter(name.charAt(0))
                    ? ("column_" + name).replaceAll("_$", "")
                    : name;
            name = TAKEN.contains(name) ? name + "_of_file" : name;
            String unique = name;
            for (int number = 2; names.contains(unique); number++) {
                unique = name + "_" + number;
            }
            names.add(unique);
        }
    }

    private void headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        types.keySet().forEach(place -> {
            if (!SampledTable.folded(table.names().get(place)).equals(names.get(place))) {
                headers.put(names.get(place), Yaml.text(table.names().get(place)));
            }
        });
        if (!table.hasHeader()) {
            decisions.add(Decision.of(
                    "names", Yaml.list(table.names()), "there is no header: better names are yours to give"));
        }
        if (!headers.isEmpty()) {
            decisions.add(Decision.of("headers", Yaml.map(headers)));
        }
    }
}
