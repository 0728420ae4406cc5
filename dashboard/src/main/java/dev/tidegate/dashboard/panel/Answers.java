package dev.tidegate.dashboard.panel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidegate.dashboard.database.Database;
import dev.tidegate.dashboard.database.Table;
import dev.tidegate.dashboard.turns.Turns;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions, each once for all who ask: fifty viewers cost the database what one does. Who waits holds no
 * thread. A question that nobody waits for any more is not asked.
 */
public final class Answers implements AutoCloseable {
    /** Most queries that run at once. */
    public static final int CONNECTIONS = 7;

    /**
     * Nobody waits longer. A query that runs goes on, up to its own limit, and its answer is kept for the next request.
     */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    /** Most values in all answers that are kept: about 50 MB if each is a text of its own. */
    private static final int MOST_VALUES = 500_000;

    /** While the database is busy, an answer of this age is better than none. It says how old it is. */
    private static final Duration BETTER_THAN_NONE = Duration.ofMinutes(1);

    private static final int WAITING = 512;
    private static final int WAITING_OF_ONE = 64;

    private final Database database;
    private final LongSupplier newestBatch;
    private final Clock clock;
    private final BiConsumer<Panel, Duration> timed;
    private final Cache<Question, Answer> kept = Caffeine.newBuilder()
            .maximumWeight(MOST_VALUES)
            .weigher((Question question, Answer answer) -> answer.values())
            .build();
    private final Map<Question, Asked> underWay = new ConcurrentHashMap<>();
    private final Turns quick = new Turns("panel", new Turns.Bounds(4, 3, WAITING, WAITING_OF_ONE));

    /** Counting users may be slow, so it has threads of its own. */
    private final Turns countingUsers =
            new Turns("panel-users", new Turns.Bounds(CONNECTIONS - 4, 2, WAITING, WAITING_OF_ONE));

    /**
     * @param database with {@link #CONNECTIONS} connections, or some questions wait for one
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
     * longer than a quarter of a second twice in a row is asked once a minute, and is as old as that and the next one
     * takes. Where the database is too busy, the last answer stands in for up to a minute.
     *
     * @param client who asks; the questions of one client wait for each other, not for those of others
     * @return fails with a DatabaseException where the database gives none, and with a BusyException where it takes too
     *     long or too much is being asked
     */
    public CompletableFuture<Answer> to(Question question, String client) {
        Answer held = kept.getIfPresent(question);
        if (held != null && isFresh(held)) {
            return CompletableFuture.completedFuture(held);
        }
        if (held != null && held.standsIn(clock.instant())) {
            renew(question, client);
            return CompletableFuture.completedFuture(held);
        }
        return inTime(fresh(question, client)).exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof BusyException
                    && held != null
                    && Duration.between(held.at(), clock.instant()).compareTo(BETTER_THAN_NONE) < 0) {
                return held;
            }
            throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
        });
    }

    /** Queries that run are not ended here: the database ends them after its own limit. */
    @Override
    public void close() {
        quick.close();
        countingUsers.close();
    }

    private static CompletableFuture<Answer> inTime(CompletableFuture<Answer> answer) {
        return answer.copy()
                .orTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    if (failure instanceof TimeoutException) {
                        throw new BusyException("The database has given no answer for " + LONGEST_WAIT.toSeconds()
                                + " s: it is busy, or this takes long. Ask again in a moment.");
                    }
                    throw failure instanceof CompletionException known ? known : new CompletionException(failure);
                });
    }

    /** A query that runs already may not see the newest micro-batch. Then the question is asked once more. */
    private CompletableFuture<Answer> fresh(Question question, String client) {
        long known = newestBatch.getAsLong();
        return asked(question, client)
                .thenCompose(answer -> answer.batch() >= known || isFresh(answer)
                        ? CompletableFuture.completedFuture(answer)
                        : asked(question, client));
    }

    private void renew(Question question, String client) {
        if (!underWay.containsKey(question)) {
            var unused = asked(question, client).exceptionally(failure -> {
                LOG.warn("The answer of {} stays as it is. {}", question.panel().label(), failure.getMessage());
                return null;
            });
        }
    }

    private CompletableFuture<Answer> asked(Question question, String client) {
        Asked asked = underWay.computeIfAbsent(question, first -> new Asked());
        Turns turns = question.panel().countsUsers() ? countingUsers : quick;
        if (!asked.joins(client, turns, () -> run(question, asked))) {
            end(question, asked);
            asked.answer().completeExceptionally(new BusyException("Too many questions wait. Ask again in a moment."));
        }
        return asked.answer();
    }

    private void run(Question question, Asked asked) {
        if (!asked.take()) {
            return;
        }
        try {
            if (asked.isOlderThan(LONGEST_WAIT)) {
                throw new BusyException("The question waited too long. Ask again in a moment.");
            }
            Answer answer = ask(question, kept.getIfPresent(question));
            kept.put(question, answer);
            end(question, asked);
            asked.answer().complete(answer);
        } catch (Throwable failure) {
            // Those who wait must be told, whatever it is.
            end(question, asked);
            asked.answer().completeExceptionally(failure);
        }
    }

    private void end(Question question, Asked asked) {
        underWay.remove(question, asked);
    }

    private boolean isFresh(Answer held) {
        return held.isFresh(clock.instant(), newestBatch.getAsLong());
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
