package dev.tidegate.dashboard.panel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.dashboard.database.Table;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Answers questions, each once for all who ask: fifty viewers cost the database what one does. */
public final class Answers {
    private static final int KEPT = 500;

    /** Far more than are kept: a question waits for another that falls into the same slot, so slots must be plenty. */
    private static final int SLOTS = 16_384;

    private final Database database;
    private final LongSupplier newestBatch;
    private final Clock clock;
    private final BiConsumer<Panel, Duration> timed;
    private final Cache<Question, Answer> kept =
            Caffeine.newBuilder().initialCapacity(SLOTS).maximumSize(KEPT).build();

    /**
     * @param newestBatch number of the newest micro-batch that is known
     * @param timed is told each query that was run and how long it took
     */
    public Answers(Database database, LongSupplier newestBatch, Clock clock, BiConsumer<Panel, Duration> timed) {
        this.database = database;
        this.newestBatch = newestBatch;
        this.clock = clock;
        this.timed = timed;
    }

    /**
     * The answer, at most a few seconds old, with every micro-batch that was known when it was asked for. What takes
     * longer than a quarter of a second twice running may be up to a minute old.
     *
     * @throws dev.tidegate.dashboard.database.DatabaseException where the database gives none
     */
    public Answer to(Question question) {
        Answer answer = kept.asMap()
                .compute(
                        question,
                        (same, held) -> held != null && held.isFresh(clock.instant(), newestBatch.getAsLong())
                                ? held
                                : ask(same, held));
        return answer;
    }

    private Answer ask(Question question, Answer before) {
        long batch = newestBatch.getAsLong();
        Instant now = clock.instant();
        Span span = question.span(now);
        Map<String, Object> parameters = question.parameters(span);
        long began = System.nanoTime();
        Table table = database.query(question.panel().sql(), parameters);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        timed.accept(question.panel(), took);
        Duration usual = before == null ? Duration.ZERO : took.compareTo(before.took()) < 0 ? took : before.took();
        return new Answer(span, table, now, took, usual, batch);
    }
}
