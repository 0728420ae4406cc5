package dev.tidegate.generator.shop;

import java.util.Collections;
import java.util.List;

/**
 * How visits spread over a day.
 *
 * @param weights of the 24 hours, in UTC; only their proportions count
 */
public record DayRhythm(List<Integer> weights) {

    /** Every hour alike: for live files, whose pace the clock sets. */
    public static final DayRhythm EVEN = new DayRhythm(Collections.nCopies(24, 1));

    /** Quiet nights, busy evenings. */
    public static final DayRhythm SHOPPERS = new DayRhythm(
            List.of(15, 10, 6, 5, 5, 8, 15, 26, 37, 44, 46, 48, 52, 50, 46, 46, 50, 57, 70, 83, 92, 87, 65, 37));

    private static final double HOUR_IN_MILLIS = 3_600_000;

    /** How busy it is, as a share of the busiest hour. */
    double busyness(double epochMillis) {
        long hour = (long) (epochMillis / HOUR_IN_MILLIS);
        return (double) weights.get(Math.floorMod(hour, 24)) / peak();
    }

    /** How many times an average hour the busiest is. */
    double peakFactor() {
        return peak() * 24.0 / weights.stream().mapToInt(Integer::intValue).sum();
    }

    private int peak() {
        return Collections.max(weights);
    }
}
