package dev.tidegate.ingest.operate.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Counts by reason in a few words: the most frequent ones, and the rest together. */
public final class Reasons {

    private static final int NAMED = 4;

    private Reasons() {}

    /** Such as {@code bad_uuid 7, field_count 5}. */
    public static String text(Map<String, Long> counts) {
        List<Map.Entry<String, Long>> ordered = new ArrayList<>(counts.entrySet());
        ordered.sort(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()));
        List<String> parts = new ArrayList<>();
        int named = ordered.size() <= NAMED + 1 ? ordered.size() : NAMED;
        ordered.subList(0, named).forEach(reason -> parts.add("%s %,d".formatted(reason.getKey(), reason.getValue())));
        long others =
                ordered.stream().skip(named).mapToLong(Map.Entry::getValue).sum();
        if (others > 0) {
            parts.add("others %,d".formatted(others));
        }
        return String.join(", ", parts);
    }
}
