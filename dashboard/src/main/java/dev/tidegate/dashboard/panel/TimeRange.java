package dev.tidegate.dashboard.panel;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** Which time a question is about: the last hours before it is asked, or from one moment to another. */
public sealed interface TimeRange {
    /** The ranges with a name. */
    Map<String, Duration> NAMED = Map.of(
            "15m", Duration.ofMinutes(15),
            "1h", Duration.ofHours(1),
            "6h", Duration.ofHours(6),
            "24h", Duration.ofHours(24),
            "7d", Duration.ofDays(7),
            "30d", Duration.ofDays(30),
            "90d", Duration.ofDays(90));

    /** What is counted if the question is asked now. */
    Span at(Instant now);

    /**
     * The time up to now.
     *
     * @param span one of {@link #NAMED}
     */
    record Last(Duration span) implements TimeRange {
        /** The last bucket is the one that is being filled, so that all others are whole. */
        @Override
        public Span at(Instant now) {
            Bucket bucket = Bucket.fitting(span);
            Instant since = bucket.floor(now).minus(span).plus(bucket.length());
            return new Span(since, now, bucket);
        }
    }

    /** A fixed time; it is widened to whole buckets. */
    record Between(Instant from, Instant to) implements TimeRange {
        /** @throws IllegalArgumentException where it ends before it begins */
        public Between {
            Objects.requireNonNull(from, "from is null");
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("from (" + from + ") must lie before to (" + to + ")");
            }
        }

        @Override
        public Span at(Instant now) {
            Bucket bucket = Bucket.fitting(Duration.between(from, to));
            Instant floor = bucket.floor(to);
            return new Span(bucket.floor(from), floor.equals(to) ? to : floor.plus(bucket.length()), bucket);
        }
    }
}
