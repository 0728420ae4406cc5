package dev.tidegate.ingest.operate.guess.sample;

import dev.tidegate.ingest.json.BadJsonException;
import dev.tidegate.ingest.json.JsonLeaves;
import dev.tidegate.ingest.operate.guess.sample.EncodingGuess.Part;
import dev.tidegate.ingest.operate.guess.sample.Grid.Cells;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A sample with a JSON object in each line, as a table: its columns are the paths that lead to a value. */
public final class JsonSample {

    /** As many as a file of CSV may have columns; an object whose names are ids has one for each. */
    private static final int MOST_PATHS = 500;

    private final Map<String, String> paths = new LinkedHashMap<>(); // by the path in lower case
    private final Map<String, Integer> lists = new LinkedHashMap<>();
    private final List<Place> places = new ArrayList<>();
    private final List<Map<String, String>> objects = new ArrayList<>();
    private long broken;
    private Place firstBroken;
    private boolean hasMore;

    private JsonSample() {}

    /** Whether the first line that is not blank is an object. */
    public static boolean isOf(Part head) {
        return head.text()
                .lines()
                .map(JsonSample::stripped)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .filter(JsonSample::isObject)
                .isPresent();
    }

    private static boolean isObject(String line) {
        try {
            return line.startsWith("{") && JsonLeaves.of(line) != null;
        } catch (BadJsonException e) {
            return false;
        }
    }

    private static String stripped(String line) {
        return line.strip();
    }

    /** A sample of lines of JSON; those that are no objects are counted, and left out. */
    public static SampledTable of(List<Part> parts) {
        JsonSample sample = new JsonSample();
        parts.forEach(sample::take);
        return sample.table();
    }

    private void take(Part part) {
        long number = 0;
        long offset = 0;
        for (String line : part.text().split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                take(part.place(number, offset), stripped(line));
            }
            offset += line.getBytes(StandardCharsets.UTF_8).length + 1;
        }
    }

    private void take(Place place, String line) {
        try {
            JsonLeaves leaves = JsonLeaves.of(line);
            Map<String, String> values = new LinkedHashMap<>();
            leaves.values().forEach((path, text) -> {
                String folded = SampledTable.folded(path);
                if (paths.containsKey(folded) || paths.size() < MOST_PATHS) {
                    paths.putIfAbsent(folded, path);
                    values.putIfAbsent(folded, text);
                } else {
                    hasMore = true;
                }
            });
            leaves.lists().forEach((path, count) -> lists.merge(path, count, Math::max));
            places.add(place);
            objects.add(values);
        } catch (BadJsonException e) {
            broken++;
            firstBroken = firstBroken == null ? place : firstBroken;
        }
    }

    private SampledTable table() {
        List<Cells> records = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            Map<String, String> values = objects.get(i);
            records.add(new Cells(
                    places.get(i),
                    paths.keySet().stream()
                            .map(path -> values.getOrDefault(path, ""))
                            .toList()));
        }
        return new SampledTable(List.copyOf(paths.values()), true, true, records, decisions());
    }

    private List<Decision> decisions() {
        List<Decision> decisions = new ArrayList<>();
        decisions.add(Decision.of(
                "form",
                "json_lines",
                broken == 0
                        ? "each line of the sample is a JSON object"
                        : "%,d of %,d lines of the sample are JSON objects; %s is none"
                                .formatted(objects.size(), objects.size() + broken, firstBroken)));
        if (hasMore) {
            decisions.add(Decision.note("only the first %,d paths were looked at".formatted(MOST_PATHS)));
        }
        lists.forEach((path, count) -> decisions.add(Decision.ambiguous(
                null,
                null,
                "%s is a list of objects, %,d at most, of which a mapping reads the first alone, or another by its number. If each is a record, make a line of it before: jq -c 'del(.%s) + .%s[]'"
                        .formatted(path, count, path, path))));
        return decisions;
    }
}
