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
    /** What takes longer is asked once a minute only, and not after each micro-batch. */
    private static final Duration SLOW = Duration.ofMillis(250);

    private static final Duration REST = Duration.ofMinutes(1);

    /** Even if nothing was loaded: after a while, the last hour is another one. */
    private static final Duration LASTS = Duration.ofSeconds(10);

    boolean isFresh(Instant now, long newestBatch) {
        Duration age = Duration.between(at, now);
        return isSlow() ? age.compareTo(REST) < 0 : batch == newestBatch && age.compareTo(LASTS) < 0;
    }

    /** Whether it is good enough while the next one is computed, so that viewers need not wait for it. */
    boolean standsIn(Instant now) {
        return isSlow() && Duration.between(at, now).compareTo(REST.multipliedBy(2)) < 0;
    }

    /** What it costs to keep: the number of its values, and a few more for itself. */
    int values() {
        return 20 + table.rows().size() * table.columns().size();
    }

    private boolean isSlow() {
        return usual.compareTo(SLOW) > 0;
    }
}
