package dev.tidegate.ingest.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session for work that is done beside other work, by a thread of its own, one piece at a time. Who has begun a piece
 * may cancel it at any moment: then it ends, also in the server, and that is waited for.
 *
 * <p>The server forgets a cancel that comes while it runs no statement, and the next one may be on its way to it. So a
 * piece asks before each statement whether it is wanted still, and the cancel is sent again until the piece has ended.
 */
public final class SideSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SideSession.class);

    /** After so long without effect a cancel is sent again. */
    private static final Duration AGAIN = Duration.ofMillis(50);

    /** How long a cancel waits for the server, and then, the connection being given up, for the thread. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final String QUERY_CANCELED = "57014";

    private final Database database;
    private final String purpose;
    private final Duration limit;
    private final Preparation preparation;
    private volatile Connection connection;
    private Work<?> last;
    private boolean closed;

    /** Makes what a fresh session has to have. */
    @FunctionalInterface
    public interface Preparation {
        void of(Connection fresh) throws SQLException;
    }

    /** A piece of work. */
    @FunctionalInterface
    public interface Step<T> {
        T run(Work<T> work) throws SQLException, InterruptedException;
    }

    /**
     * The session is opened when it is first needed, and anew after a piece that failed or was cancelled.
     *
     * @param purpose what it is for, for people who look at sessions and threads
     * @param limit what a statement may take
     */
    public SideSession(Database database, String purpose, Duration limit, Preparation preparation) {
        this.database = database;
        this.purpose = purpose;
        this.limit = limit;
        this.preparation = preparation;
    }

    /** Begins a piece of work. It counts as cancelled where the one before has not ended, or the session is closed. */
    public synchronized <T> Work<T> begin(Step<T> step) {
        Work<T> work = new Work<>(step);
        if (closed || (last != null && !last.hasEnded())) {
            work.done.cancel(false);
        } else {
            last = work;
            work.thread.start();
        }
        return work;
    }

    /** Nothing runs any more after that. */
    @Override
    public void close() {
        cancelLast();
        lose();
    }

    private void cancelLast() {
        Work<?> running;
        synchronized (this) {
            closed = true;
            running = last;
        }
        if (running != null) {
            running.cancel();
        }
    }

    private void lose() {
        Connection lost = connection;
        connection = null;
        close(lost);
    }

    private void close(Connection lost) {
        if (lost != null) {
            try {
                lost.close();
            } catch (SQLException e) {
                LOG.debug("Closing the session for {} failed", purpose, e);
            }
        }
    }

    private Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** A piece of work that has begun. */
    public final class Work<T> {

        private final Thread thread;
        /** The last that the thread does. */
        private final CompletableFuture<T> done = new CompletableFuture<>();

        private volatile Connection used;
        private volatile boolean cancelled;
        private boolean over;

        private Work(Step<T> step) {
            thread = daemon("tidegate " + purpose, () -> run(step));
        }

        private void run(Step<T> step) {
            try {
                T result = step.run(this);
                if (end()) {
                    done.complete(result);
                } else {
                    // A cancel may still be on its way to it.
                    lose();
                    done.cancel(false);
                }
            } catch (Throwable e) {
                LOG.debug("What was done aside has failed", e);
                end();
                lose();
                done.completeExceptionally(e);
            }
        }

        /** Whether nobody has cancelled it; from now on nobody does. */
        private synchronized boolean end() {
            over = true;
            return !cancelled;
        }

        private synchronized boolean endsUnwanted() {
            if (!over) {
                cancelled = true;
                thread.interrupt();
            }
            return cancelled;
        }

        /**
         * The session, for one statement: asked for before each, since the work may have been cancelled.
         *
         * @throws SQLException if it is cancelled, or the database cannot be reached
         */
        public Connection connection() throws SQLException {
            proveWanted();
            if (connection == null) {
                Connection fresh = database.connect(purpose, limit);
                used = fresh;
                prepare(fresh);
                connection = fresh;
            }
            used = connection;
            proveWanted();
            return used;
        }

        private void prepare(Connection fresh) throws SQLException {
            try {
                proveWanted();
                preparation.of(fresh);
            } catch (SQLException | RuntimeException e) {
                close(fresh);
                throw e;
            }
        }

        /** For the work itself, before what takes long. Throws if it is cancelled. */
        public void proveWanted() throws SQLException {
            if (cancelled) {
                throw new SQLException("Cancelled: nobody waits for it any more", QUERY_CANCELED);
            }
        }

        /** For the work itself, after an error: the next statement gets a fresh session. */
        public void loseSession() {
            lose();
        }

        /**
         * What came of it.
         *
         * @param patience how long it is waited for
         * @throws CancellationException if it was cancelled
         * @throws ExecutionException if it failed, also where it did so because of the cancel
         */
        public T result(Duration patience) throws InterruptedException, ExecutionException, TimeoutException {
            return done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        }

        public boolean hasEnded() {
            return done.isDone();
        }

        /**
         * Ends it, and waits until it has ended; some milliseconds are usual. Where the server is silent its connection
         * is given up after some seconds. An interrupt is left to whoever waits next in this thread.
         */
        public void cancel() {
            if (hasEnded()) {
                return;
            }
            if (endsUnwanted()) {
                // Who sends a cancel opens a connection, which may be silent.
                daemon("tidegate " + purpose + " cancel", this::sendCancels).start();
            }
            if (!hasEndedWithin(PATIENCE)) {
                giveUpConnection();
                if (!hasEndedWithin(PATIENCE)) {
                    LOG.warn("A thread for {} does not end: it is left alone, and closes its session itself", purpose);
                }
            }
        }

        private void sendCancels() {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!hasEnded() && System.nanoTime() < end) {
                Connection now = used;
                if (now != null) {
                    try {
                        now.unwrap(PGConnection.class).cancelQuery();
                    } catch (SQLException e) {
                        LOG.debug("Cancelling a statement for {} failed", purpose, e);
                    }
                }
                hasEndedWithin(AGAIN);
            }
        }

        private void giveUpConnection() {
            Connection now = used;
            if (now != null) {
                try {
                    now.abort(Runnable::run);
                } catch (SQLException e) {
                    LOG.debug("The connection for {} is closed already", purpose, e);
                }
            }
        }

        private boolean hasEndedWithin(Duration patience) {
            long end = System.nanoTime() + patience.toNanos();
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        done.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                        return true;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } catch (ExecutionException | CancellationException e) {
                return true;
            } catch (TimeoutException e) {
                return false;
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
