package dev.tidegate.ingest.operate.guess.event;

import dev.tidegate.ingest.operate.guess.sample.KnownExports;
import dev.tidegate.ingest.operate.guess.sample.SampledTable;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a column may be called, as names are compared: by its whole name, and of a path by its last steps, too. An item of a list
 * is called by the list: {@code items[0].id} is the id of an item.
 */
final class ColumnNames {

    /** Objects that say nothing of what is in them: {@code properties.price} is a price. */
    private static final Set<String> WRAPPERS = Set.of(
            "event",
            "data",
            "payload",
            "body",
            "properties",
            "props",
            "attributes",
            "params",
            "context",
            "detail",
            "details",
            "record",
            "row",
            "after",
            "item",
            "product",
            "line",
            "lineitem",
            "order",
            "ecommerce",
            "fields");

    /** Of those, what has a name that is not that of a product. */
    private static final Set<String> NAMED = Set.of("event", "order", "context", "record", "row", "detail", "details");

    private static final Set<String> IDS = Set.of("id", "uuid");

    private ColumnNames() {}

    /** Of each column its names, the best first. */
    static List<List<String>> of(SampledTable table) {
        return table.names().stream()
                .map(name -> table.hasPaths() ? ofPath(name) : List.of(KnownExports.bare(name)))
                .toList();
    }

    private static List<String> ofPath(String path) {
        List<String> steps =
                Arrays.stream(path.split("\\.")).map(ColumnNames::singular).toList();
        int last = steps.size() - 1;
        return IntStream.rangeClosed(0, last)
                .filter(from -> from == 0 || from < last || isOfItself(steps.get(last - 1), steps.get(last)))
                .mapToObj(from -> steps.subList(from, last + 1).stream().collect(Collectors.joining()))
                .toList();
    }

    private static boolean isOfItself(String parent, String name) {
        return WRAPPERS.contains(parent) && !IDS.contains(name) && !(name.equals("name") && NAMED.contains(parent));
    }

    private static String singular(String step) {
        int list = step.indexOf('[');
        String name = KnownExports.bare(list < 0 ? step : step.substring(0, list));
        return list > 0 && name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    }
}
