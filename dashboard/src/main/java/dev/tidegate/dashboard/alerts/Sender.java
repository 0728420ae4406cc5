package dev.tidegate.dashboard.alerts;

import dev.tidegate.dashboard.alerts.Webhook.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one notice after the other, on a thread of its own: nobody waits for the receiver but the next notice. After a
 * failure it pauses, twice as long each time.
 */
final class Sender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final long LOOK_MS = 250;
    private static final long LAST_MESSAGE_MS = 5_000;

    private final Book book;
    private final Webhook webhook;
    private final Clock clock;
    private final Duration firstPause;
    private final Thread thread = new Thread(this::run, "alert-sender");
    private Duration pause;
    private volatile String problem = "";
    private volatile boolean closed;

    /** @param firstPause how long it waits after a first failure */
    Sender(Book book, Webhook webhook, Clock clock, Duration firstPause) {
        this.book = book;
        this.webhook = webhook;
        this.clock = clock;
        this.firstPause = firstPause;
        this.pause = firstPause;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Why the last message could not be sent; empty where it could. It holds no address. */
    String problem() {
        return problem;
    }

    /** Lets a message that is under way come to its end, for a moment: else the next process would send it again. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(LAST_MESSAGE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closed) {
                Delivery delivery = book.next(clock.instant());
                if (delivery == null) {
                    Thread.sleep(LOOK_MS);
                } else {
                    sendOrPause(delivery);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The sender of notices was told to stop", e);
        }
    }

    /** What nobody has thought of must not end the sending. Its message might have the address in it. */
    private void sendOrPause(Delivery delivery) throws InterruptedException {
        try {
            send(delivery);
        } catch (RuntimeException e) {
            problem = "a notice could not be sent (" + e.getClass().getSimpleName() + ")";
            LOG.error(
                    "A notice could not be sent: {}. It is tried again in 5 min.",
                    e.getClass().getName());
            rest(LONGEST_PAUSE);
        }
    }

    private void send(Delivery delivery) throws InterruptedException {
        Outcome outcome = webhook.send(delivery);
        // Before the book changes: who sees there that a notice was sent, or was not, finds the reason of it here.
        problem = outcome.failure();
        if (outcome.isReceived()) {
            book.delivered(delivery, clock.instant());
            pause = firstPause;
            return;
        }
        book.failed(clock.instant());
        Duration wait = outcome.pause().compareTo(pause) > 0 ? outcome.pause() : pause;
        LOG.warn("A notice could not be sent: {}. It is tried again in {} s.", problem, wait.toMillis() / 1_000.0);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        rest(wait);
    }

    private void rest(Duration wait) throws InterruptedException {
        Instant until = Instant.now().plus(wait);
        while (!closed && Instant.now().isBefore(until)) {
            Thread.sleep(Math.max(1, Math.min(LOOK_MS, wait.toMillis())));
        }
    }
}
