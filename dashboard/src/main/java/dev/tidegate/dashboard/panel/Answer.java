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
 * @param usual the lesser of that and what it took the time before: once is chance
 * @param batch the newest micro-batch known when it was asked; a later one may already be in the rows
 */
public record Answer(Span span, Table table, Instant at, Duration took, Duration usual, long batch) {
    /** What takes longer is not asked after each micro-batch any more, but once a minute. */
    private static final Duration SLOW = Duration.ofMillis(250);

    private static final Duration REST = Duration.ofMinutes(1);

    /** The last hour is another one after a while, even if nothing was loaded. */
    private static final Duration LASTS = Duration.ofSeconds(10);

    boolean isFresh(Instant now, long newestBatch) {
        Duration age = Duration.between(at, now);
        return isSlow() ? age.compareTo(REST) < 0 : batch == newestBatch && age.compareTo(LASTS) < 0;
    }

    /** Whether it is good enough while the next one is being computed: viewers should not wait each minute for a slow one. */
    boolean standsIn(Instant now) {
        return isSlow() && Duration.between(at, now).compareTo(REST.multipliedBy(2)) < 0;
    }

    /** How many values it holds, and a few for itself: what it costs to keep. */
    int values() {
        return 20 + table.rows().size() * table.columns().size();
    }

    private boolean isSlow() {
        return usual.compareTo(SLOW) > 0;
    }
}
