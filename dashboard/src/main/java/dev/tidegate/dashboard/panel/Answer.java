package dev.tidegate.dashboard.panel;

import dev.tidegate.dashboard.database.Table;
import java.time.Duration;
import java.time.Instant;

/**
 * The answer to a question.
 *
 * @param span what was counted
 * @param table the rows
 * @param at when it was asked
 * @param took how long the query took
 * @param batch the newest micro-batch known when it was asked; a later one may already be in the rows
 */
public record Answer(Span span, Table table, Instant at, Duration took, long batch) {
    /** What takes longer than this is asked at most once a minute, whatever happens. */
    private static final Duration SLOW = Duration.ofMillis(50);

    private static final Duration SLOW_LASTS = Duration.ofMinutes(1);

    /** The last hour is another one after a while, even if nothing was loaded. */
    private static final Duration LASTS = Duration.ofSeconds(10);

    boolean isFresh(Instant now, long newestBatch) {
        Duration age = Duration.between(at, now);
        if (took.compareTo(SLOW) > 0) {
            return age.compareTo(SLOW_LASTS) < 0;
        }
        return batch == newestBatch && age.compareTo(LASTS) < 0;
    }
}
