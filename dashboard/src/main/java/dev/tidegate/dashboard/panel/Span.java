package dev.tidegate.dashboard.panel;

import java.time.Duration;
import java.time.Instant;

/**
 * What was counted.
 *
 * @param since begin
 * @param until end, not counted itself
 * @param bucket length of a bar of a trend over it
 */
public record Span(Instant since, Instant until, Bucket bucket) {
    private static final Duration WEEK = Duration.ofDays(7);

    /** How far back the time is that it is compared with: a week, or its own length where that is more. */
    public Duration earlier() {
        return bars() * bucket.length().toMillis() <= WEEK.toMillis()
                ? WEEK
                : bucket.length().multipliedBy(bars());
    }

    /** The same time in other bars; the first one is whole. */
    Span in(Bucket other) {
        return new Span(other.floor(since), until, other);
    }

    /** How many bars it has. */
    long bars() {
        return Duration.between(since, until)
                .plus(bucket.length())
                .minusMillis(1)
                .dividedBy(bucket.length());
    }
}
