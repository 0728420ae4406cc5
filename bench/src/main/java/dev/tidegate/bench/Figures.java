package dev.tidegate.bench;

import java.util.List;

/** Medians and percentiles. */
final class Figures {

    private Figures() {}

    static double median(List<Double> values) {
        return percentile(values, 50);
    }

    /** The percentile: this percentage of the values is not above it; for an even number of values the lower one. */
    static double percentile(List<Double> values, double percent) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to take a percentile of");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int place = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(place, 1) - 1);
    }
}
