package dev.tidegate.ingest.cohort;

import dev.tidegate.ingest.database.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread with a connection that does one piece of the work after the other. Several may: none does what another is at. */
final class Counting {

    private static final Logger LOG = LoggerFactory.getLogger(Counting.class);

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
    private final Phase phase;
    private final MonthsAhead months;
    private final Thread thread = daemon("cohorts", this::work);
    private volatile Statement running;
    private boolean failing;

    /** What a look has left. */
    private enum Left {
        NOTHING,
        SOME,
        WITH_ANOTHER
    }

    /** Begins at once. */
    Counting(Database database, Phase phase, MonthsAhead months) {
        this.database = database;
        this.phase = phase;
        this.months = months;
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    private void work() {
        while (!phase.isClosed()) {
            // What fails on a connection of before may be past: it is tried once more on a new one.
            boolean last = phase.isLast();
            try (Connection connection = database.connect("cohorts", PIECE);
                    Statement statement = connection.createStatement()) {
                workOn(statement);
                return;
            } catch (SQLException e) {
                if (!phase.isClosed() && (last || !failing)) {
                    failed(e.getMessage());
                }
                failing = true;
            }
            if (last) {
                return;
            }
            phase.rest(NOTHING_TO_DO);
        }
    }

    /** Ends when it is closed, and in the last pieces when there is nothing left, or another session does not come to an end. */
    private void workOn(Statement statement) throws SQLException {
        running = statement;
        long alone = System.nanoTime();
        while (!phase.isClosed()) {
            boolean last = phase.isLast();
            months.make(statement);
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
        if (phase.isLast() && left == Left.WITH_ANOTHER) {
            phase.await(LOOK);
        } else {
            phase.rest(left != Left.SOME ? NOTHING_TO_DO : share.compareTo(LONGEST_REST) < 0 ? share : LONGEST_REST);
        }
    }

    private Left refresh(Statement statement) throws SQLException {
        Left left = Left.NOTHING;
        for (String piece : REFRESH) {
            if (phase.isClosed()) {
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

    /** Asks the server to end the piece in hand. Who cancels opens a connection, which may be silent: another thread waits for it. */
    void cancel() {
        Statement now = running;
        if (now != null && thread.isAlive()) {
            daemon("cohorts-cancel", () -> cancel(now)).start();
        }
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            LOG.debug("Cancelling a piece of the cohorts failed", e);
        }
    }

    /** Waits for the thread, whose connection is given up where the server says nothing. */
    void end() {
        try {
            thread.join(PATIENCE.toMillis());
            Statement now = running;
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

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
