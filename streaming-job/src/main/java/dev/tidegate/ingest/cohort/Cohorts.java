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

    /** What a look has left. */
    private enum Left {
        NOTHING,
        SOME,
        WITH_ANOTHER
    }

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
            // What fails on a connection of before may be past: it is tried once more on a new one.
            boolean last = isLast();
            try (Connection connection = database.connect("cohorts", PIECE);
                    Statement statement = connection.createStatement()) {
                workOn(statement);
                return;
            } catch (SQLException e) {
                if (closed.getCount() > 0 && (last || !failing)) {
                    failed(e.getMessage());
                }
                failing = true;
            }
            if (last) {
                return;
            }
            rest(NOTHING_TO_DO);
        }
    }

    private boolean isLast() {
        return hurry.getCount() == 0;
    }

    /** Ends when it is closed, and in the last pieces when there is nothing left, or another session does not come to an end. */
    private void workOn(Statement statement) throws SQLException {
        running = statement;
        long alone = System.nanoTime();
        while (closed.getCount() > 0) {
            boolean last = isLast();
            long began = System.nanoTime();
            Left left = refresh(statement);
            failing = false;
            alone = last && left == Left.WITH_ANOTHER ? alone : System.nanoTime();
            if (last && left == Left.NOTHING) {
                return;
            }
            if (began - alone > PIECE.toNanos()) {
                failed("another session has been counting them for %d minutes".formatted(PIECE.toMinutes()));
                return;
            }
            rest(left, Duration.ofNanos(System.nanoTime() - began).multipliedBy(RESTS));
        }
    }

    /** @param share as long as it should rest behind what it did */
    private void rest(Left left, Duration share) {
        if (isLast() && left == Left.WITH_ANOTHER) {
            await(closed, LOOK);
        } else {
            rest(left != Left.SOME ? NOTHING_TO_DO : share.compareTo(LONGEST_REST) < 0 ? share : LONGEST_REST);
        }
    }

    private Left refresh(Statement statement) throws SQLException {
        Left left = Left.NOTHING;
        for (String piece : REFRESH) {
            if (closed.getCount() == 0) {
                return Left.NOTHING;
            }
            try (ResultSet result = statement.executeQuery(piece)) {
                result.next();
                boolean some = result.getBoolean(1);
                left = some ? Left.SOME : result.wasNull() && left == Left.NOTHING ? Left.WITH_ANOTHER : left;
            }
        }
        return left;
    }

    private static void failed(String why) {
        LOG.warn(
                "Cohorts and sessions are not counted now, and are as of earlier: {}. Loads go on; it is tried again.",
                why);
    }

    private void rest(Duration time) {
        await(hurry, time);
    }

    private void await(CountDownLatch latch, Duration time) {
        try {
            latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
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
