package dev.tidegate.dashboard.panel;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** How long a bar of a trend is. */
public enum Bucket {
    /** A minute. */
    MINUTE("1m", Duration.ofMinutes(1), Duration.ofHours(1)),
    /** Five minutes. */
    FIVE_MINUTES("5m", Duration.ofMinutes(5), Duration.ofHours(6)),
    /** A quarter of an hour. */
    QUARTER("15m", Duration.ofMinutes(15), Duration.ofHours(18)),
    /** An hour. */
    HOUR("1h", Duration.ofHours(1), Duration.ofDays(7)),
    /** A day in UTC. */
    DAY("1d", Duration.ofDays(1), Duration.ofDays(180)),
    /** Seven days, from Monday. */
    WEEK("7d", Duration.ofDays(7), Duration.ofDays(36_500));

    /** More bars than this cannot be told apart. */
    static final long MOST = 750;

    /** Weeks begin on Mondays, and 1970 began on a Thursday. */
    private static final Duration MONDAY = Duration.ofDays(4);

    private final String label;
    private final Duration length;
    private final Duration suits;

    Bucket(String label, Duration length, Duration suits) {
        this.label = label;
        this.length = length;
        this.suits = suits;
    }

    /** The usual one for a time of this length. */
    static Bucket fitting(Duration span) {
        return Arrays.stream(values())
                .filter(bucket -> span.compareTo(bucket.suits) <= 0)
                .findFirst()
                .orElse(WEEK);
    }

    /** By its label: 1m, 5m, 15m, 1h, 1d, 7d. */
    public static Optional<Bucket> labelled(String label) {
        return Arrays.stream(values())
                .filter(bucket -> bucket.label.equals(label))
                .findFirst();
    }

    /** Its name in addresses and answers. */
    public String label() {
        return label;
    }

    Duration length() {
        return length;
    }

    /** Begin of the bucket that a moment lies in. */
    Instant floor(Instant moment) {
        long origin = this == WEEK ? MONDAY.toMillis() : 0;
        long into = Math.floorMod(moment.toEpochMilli() - origin, length.toMillis());
        return Instant.ofEpochMilli(moment.toEpochMilli() - into);
    }
}
