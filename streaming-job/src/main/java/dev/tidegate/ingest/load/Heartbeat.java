package dev.tidegate.ingest.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says every 5 seconds that the job lives and what waits, on a connection of its own: also during a long merge, and by the
 * clock of the database.
 */
final class Heartbeat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final long SECONDS_BETWEEN = 5;

    private final Database database;
    private final String pipeline;
    private final long epoch;
    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> beats;
    private volatile Backlog backlog = new Backlog(0, OptionalLong.empty(), 0, null);
    private Connection connection;

    Heartbeat(Database database, String pipeline, long epoch) {
        this.database = database;
        this.pipeline = pipeline;
        this.epoch = epoch;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "tidegate heartbeat");
            daemon.setDaemon(true);
            return daemon;
        });
        this.beats = thread.scheduleWithFixedDelay(this::beat, 0, SECONDS_BETWEEN, TimeUnit.SECONDS);
    }

    /** What the next heartbeats say. */
    void report(Backlog now) {
        backlog = now;
    }

    private void beat() {
        try {
            if (connection == null || connection.isClosed()) {
                connection = database.connect("heartbeat");
            }
            write(connection, backlog);
        } catch (SQLException e) {
            // The load meets the same database and says so; the heartbeat tries again in 5 seconds.
            LOG.debug("Heartbeat failed", e);
            closeConnection();
        }
    }

    private void write(Connection open, Backlog now) throws SQLException {
        try (PreparedStatement statement = open.prepareStatement(Sql.HEARTBEAT)) {
            statement.setString(1, pipeline);
            statement.setLong(2, epoch);
            statement.setLong(3, now.filesWaiting());
            if (now.oldestModifiedMillis().isPresent()) {
                statement.setTimestamp(
                        4,
                        new Timestamp(Ledger.storable(now.oldestModifiedMillis().getAsLong())));
            } else {
                statement.setNull(4, Types.TIMESTAMP_WITH_TIMEZONE);
            }
            statement.setLong(5, now.filesHeld());
            statement.setString(6, now.note());
            statement.executeUpdate();
        }
    }

    @Override
    public void close() {
        beats.cancel(false);
        thread.shutdown();
        try {
            thread.awaitTermination(SECONDS_BETWEEN, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        beat();
        closeConnection();
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
