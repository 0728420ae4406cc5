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
    /** What takes longer is not asked after each micro-batch any more, but so seldom that it takes a hundredth of the time. */
    private static final Duration SLOW = Duration.ofMillis(250);

    private static final int REST = 100;
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    /** The last hour is another one after a while, even if nothing was loaded. */
    private static final Duration LASTS = Duration.ofSeconds(10);

    boolean isFresh(Instant now, long newestBatch) {
        Duration age = Duration.between(at, now);
        if (usual.compareTo(SLOW) > 0) {
            Duration rest = usual.multipliedBy(REST);
            return age.compareTo(rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST) < 0;
        }
        return batch == newestBatch && age.compareTo(LASTS) < 0;
    }
}
