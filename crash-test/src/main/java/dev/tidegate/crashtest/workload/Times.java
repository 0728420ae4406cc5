package dev.tidegate.crashtest.workload;

import java.time.Duration;
import java.time.Instant;

/**
 * When rows are of, and how far newer and older versions of them lie from there.
 *
 * @param first the earliest time of a row that there has not been yet
 * @param span how much later it may be
 * @param change how far another version may be from the one before
 */
public record Times(Instant first, Duration span, Duration change) {

    /** A few days, one of which begins a month. */
    public static final Times OF_DAYS =
            new Times(Instant.parse("2026-03-01T00:00:00Z"), Duration.ofDays(3), Duration.ofHours(1));

    /** Months, from the first of which versions go back, too; newer ones of a row are mostly of another month. */
    public static final Times OF_MANY_MONTHS =
            new Times(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(150), Duration.ofDays(70));
}
