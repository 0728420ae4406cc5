package dev.tidegate.ingest.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says every 5 seconds that the job lives and what waits, on a connection of its own: also during a long merge, and by the
 * clock of the database.
 */
public final class Heartbeat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final long SECONDS_BETWEEN = 5;

    /** A server that has not answered for so long is not waited for once more. */
    private static final Duration SILENT = Duration.ofSeconds(2 * SECONDS_BETWEEN);

    private final Database database;
    private final String stream;
    private final long epoch;
    private final Seen seen;
    private final LoadListener listener;
    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> beats;
    private volatile long answeredAt = System.nanoTime();
    private volatile boolean takenOver;
    private volatile DatabaseWentBackException wentBack;
    private volatile Backlog backlog = Backlog.UNKNOWN;
    private volatile String retrying;
    private volatile String lastWords;
    private Connection connection;

    public Heartbeat(Database database, Lease lease, LoadListener listener) {
        this.database = database;
        this.stream = lease.stream();
        this.epoch = lease.epoch();
        this.seen = lease.seen();
        this.listener = listener;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "tidegate heartbeat");
            daemon.setDaemon(true);
            return daemon;
        });
        this.beats = thread.scheduleWithFixedDelay(this::beat, 0, SECONDS_BETWEEN, TimeUnit.SECONDS);
    }

    /** What the next heartbeats say. */
    public void report(Backlog now) {
        backlog = now;
    }

    /** What failed and is tried again, for people; null where all goes well. */
    public void retrying(String what) {
        retrying = what;
    }

    /** How long the server has not answered. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - answeredAt);
    }

    public boolean isSilent() {
        return silence().compareTo(SILENT) > 0;
    }

    /** Whether a job of a later epoch writes here now. */
    public boolean takenOver() {
        return takenOver;
    }

    /**
     * Proves that the database has not gone back.
     *
     * @throws DatabaseWentBackException if it was found not to have any more what the job saw committed
     */
    public void proveNotGoneBack() {
        if (wentBack != null) {
            throw wentBack;
        }
    }

    /** What the last heartbeat says: why the job does not go on. */
    public void lastWords(String why) {
        lastWords = Schema.LAST_WORDS + why;
    }

    /** Says it now instead of in some seconds, and hears whether another job has taken over. */
    public void beatNow() {
        try {
            thread.submit(this::beat).get(SILENT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("No heartbeat now", e);
        }
    }

    private void beat() {
        try {
            if (connection == null || connection.isClosed()) {
                connection = database.connect("heartbeat", Database.SHORT);
                seen.prove(connection);
            }
            takenOver = write(connection, backlog) == 0;
            answeredAt = System.nanoTime();
            listener.databaseAnswers(true);
        } catch (DatabaseWentBackException e) {
            wentBack = e;
            closeConnection();
        } catch (SQLException e) {
            // The load meets the same database and says so; the heartbeat tries again in 5 seconds.
            LOG.debug("Heartbeat failed", e);
            listener.databaseAnswers(false);
            closeConnection();
        }
    }

    private int write(Connection open, Backlog now) throws SQLException {
        try (PreparedStatement statement = open.prepareStatement(Sql.HEARTBEAT)) {
            statement.setString(1, stream);
            statement.setLong(2, epoch);
            statement.setLong(3, now.filesWaiting());
            if (now.oldestModifiedMillis().isPresent()) {
                statement.setTimestamp(
                        4,
                        new Timestamp(StorableTime.of(now.oldestModifiedMillis().getAsLong())));
            } else {
                statement.setNull(4, Types.TIMESTAMP_WITH_TIMEZONE);
            }
            statement.setLong(5, now.filesHeld() + now.filesLeft());
            String failing = retrying;
            statement.setString(6, failing == null ? now.trouble() : failing);
            return statement.executeUpdate();
        }
    }

    @Override
    public void close() {
        beats.cancel(false);
        thread.shutdown();
        retrying = lastWords;
        if (!isSilent()) {
            awaitLastBeat();
            beat();
        }
        closeConnection();
    }

    private void awaitLastBeat() {
        try {
            thread.awaitTermination(SECONDS_BETWEEN, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeConnection() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("Closing the connection of the heartbeat failed", e);
            }
            connection = null;
        }
    }
}
