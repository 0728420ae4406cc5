package dev.tidegate.dashboard.panel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.dashboard.database.DatabaseException;
import dev.tidegate.dashboard.database.Table;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers questions, each once for all who ask: fifty viewers cost the database what one does. */
public final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final int KEPT = 500;

    /** Far more than are kept: a question waits for another that falls into the same slot, so slots must be plenty. */
    private static final int SLOTS = 16_384;

    /** Of the connections the others are for what is quick. */
    private static final int AT_ONCE = 2;

    private final Database database;
    private final LongSupplier newestBatch;
    private final Clock clock;
    private final BiConsumer<Panel, Duration> timed;
    private final Cache<Question, Answer> kept =
            Caffeine.newBuilder().initialCapacity(SLOTS).maximumSize(KEPT).build();
    private final Semaphore countingUsers = new Semaphore(AT_ONCE, true);
    private final Set<Question> renewed = ConcurrentHashMap.newKeySet();
    private final Executor renewals = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "renewal");
        thread.setDaemon(true);
        return thread;
    });

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
     * longer than a quarter of a second twice running is asked once a minute, and is as old as that and the next one takes.
     *
     * @throws DatabaseException where the database gives none
     */
    public Answer to(Question question) {
        Answer held = kept.getIfPresent(question);
        if (held == null || !held.standsIn(clock.instant())) {
            return fresh(question);
        }
        if (!isFresh(held) && renewed.add(question)) {
            renewals.execute(() -> renew(question));
        }
        return held;
    }

    private Answer fresh(Question question) {
        return kept.asMap()
                .compute(question, (same, held) -> held != null && isFresh(held) ? held : askInTurn(same, held));
    }

    private boolean isFresh(Answer held) {
        return held.isFresh(clock.instant(), newestBatch.getAsLong());
    }

    private void renew(Question question) {
        try {
            fresh(question);
        } catch (DatabaseException e) {
            LOG.warn("The answer of {} stays as it is. {}", question.panel().label(), e.getMessage());
        } finally {
            renewed.remove(question);
        }
    }

    private Answer askInTurn(Question question, Answer before) {
        if (!question.panel().countsUsers()) {
            return ask(question, before);
        }
        countingUsers.acquireUninterruptibly();
        try {
            return ask(question, before);
        } finally {
            countingUsers.release();
        }
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
