package dev.tidegate.ingest.cohort;

import dev.tidegate.ingest.database.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts cohorts and sessions behind the loads, on a thread and a connection of its own, in small transactions. It rests for nine
 * times as long as it works, so that the loads lose little to it. What fails here fails no load: the marks stay, and it is
 * tried again.
 */
public final class Cohorts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cohorts.class);

    /** In turn: where events come without end, there is always more of the one, and the other must not wait for it. */
    private static final List<String> REFRESH = List.of("SELECT refresh_cohorts()", "SELECT refresh_sessions()");

    private static final Duration NOTHING_TO_DO = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);
    private static final int RESTS = 9;

    /** A piece is a month of all users, a look through all their days, or a day of all events. */
    private static final Duration PIECE = Duration.ofMinutes(10);

    /** How long a stop waits for the server to undo a piece, and then for the connection to be gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Database database;
    private final Thread thread = daemon("cohorts", this::work);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Down once there is to be no more rest. */
    private final CountDownLatch hurry = new CountDownLatch(1);

    private volatile Statement running;
    private boolean failing;

    /** Begins at once. */
    public Cohorts(Database database) {
        this.database = database;
        thread.start();
    }

    /**
     * Works without rests until nothing is left to do, or something fails: for a job that ends when all is loaded.
     *
     * @param stop counted down when the job is asked to stop: then the rest is left
     */
    public void finish(CountDownLatch stop) {
        hurry.countDown();
        try {
            while (thread.isAlive() && !stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.trace("Cohorts and sessions are counted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    private void work() {
        while (closed.getCount() > 0) {
            try (Connection connection = database.connect("cohorts", PIECE);
                    Statement statement = connection.createStatement()) {
                workOn(statement);
            } catch (SQLException e) {
                if (closed.getCount() > 0 && !failing) {
                    failed(e);
                }
                failing = true;
            }
            if (hurry.getCount() == 0) {
                return;
            }
            rest(NOTHING_TO_DO);
        }
    }

    private void workOn(Statement statement) throws SQLException {
        running = statement;
        while (closed.getCount() > 0) {
            boolean last = hurry.getCount() == 0;
            long began = System.nanoTime();
            boolean more = refresh(statement);
            failing = false;
            if (last && !more) {
                return;
            }
            Duration rest = Duration.ofNanos(System.nanoTime() - began).multipliedBy(RESTS);
            rest(more ? rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST : NOTHING_TO_DO);
        }
    }

    private boolean refresh(Statement statement) throws SQLException {
        boolean more = false;
        for (String piece : REFRESH) {
            if (closed.getCount() == 0) {
                return false;
            }
            try (ResultSet result = statement.executeQuery(piece)) {
                more |= result.next() && result.getBoolean(1);
            }
        }
        return more;
    }

    private static void failed(SQLException why) {
        LOG.warn(
                "Cohorts and sessions are not counted now, and are as of earlier: {}. Loads go on; it is tried again.",
                why.getMessage());
    }

    private void rest(Duration time) {
        try {
            hurry.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    /**
     * What is in hand is undone, and done again by the next job. It takes seconds also where the network is silent: a stop must
     * not wait for what is only behind.
     */
    @Override
    public void close() {
        closed.countDown();
        hurry.countDown();
        Statement now = running;
        if (now != null && thread.isAlive()) {
            // Who cancels opens a connection, which may be silent, too.
            daemon("cohorts-cancel", () -> cancel(now)).start();
        }
        try {
            thread.join(PATIENCE.toMillis());
            if (now != null && thread.isAlive()) {
                now.getConnection().abort(Runnable::run);
                thread.join(PATIENCE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.debug("The connection of the cohorts is closed already", e);
        }
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            LOG.debug("Cancelling a piece of the cohorts failed", e);
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
