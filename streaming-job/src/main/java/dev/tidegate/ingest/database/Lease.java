package dev.tidegate.ingest.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write the rows of a stream, which one job has at a time: a session advisory lock of the stream's name, and an
 * epoch that each job raises. The lock makes a second job wait. The fence checks the epoch in each transaction, so a job that
 * was taken for dead and wakes up can no longer write.
 */
public final class Lease implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    /** A job without a heartbeat for this long is taken for dead. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final int ASKS_A_LINE = 10;

    private final Database database;
    private final String stream;
    private final CountDownLatch stop;
    private final LoadListener listener;
    private final Seen seen;
    private Connection connection;
    private ServerIdentity server;
    private long sessions;
    private int backend;
    private long epoch;

    private Lease(Database database, String stream, CountDownLatch stop, LoadListener listener) {
        this.database = database;
        this.stream = stream;
        this.stop = stop;
        this.listener = listener;
        this.seen = new Seen(database, stream);
    }

    /**
     * Waits for the database and for the right to write in it.
     *
     * @throws RefusedException if schema or rights are missing in the database, or an error will not go away by itself
     * @throws StoppedException if the job is asked to stop meanwhile
     */
    public static Lease acquire(Database database, Claim claim, CountDownLatch stop, LoadListener listener) {
        Lease lease = new Lease(database, claim.stream(), stop, listener);
        return lease.atStart(() -> {
            lease.lock(claim.takeOver());
            // While it waited, the schema may have become another one, or an older job may have begun what only it can
            // finish.
            Schema.check(lease.connection, database);
            lease.takeEpoch(claim.owner(), claim.used().highest());
            lease.server = ServerIdentity.of(lease.connection, claim.stream());
            listener.mayWrite(lease.epoch);
            return lease;
        });
    }

    /** What is looked at in a database. */
    public interface Look<T> {
        T at(Connection connection) throws SQLException;
    }

    /**
     * Waits for the database and looks at it, before any right to write in it is asked for.
     *
     * @throws RefusedException if the database has not the schema or the rights, or fails in a way that does not pass
     * @throws StoppedException if the job is asked to stop meanwhile
     */
    public static <T> T look(Database database, CountDownLatch stop, LoadListener listener, Look<T> look) {
        Lease lease = new Lease(database, "", stop, listener);
        try {
            return lease.atStart(() -> look.at(lease.connection));
        } finally {
            lease.lose();
        }
    }

    private interface Start<T> {
        T run() throws SQLException, IOException;
    }

    /** Opens a session, sees whether the database is one for this job, and goes on from there. */
    private <T> T atStart(Start<T> start) {
        Patience patience = new Patience(stop, LOG, listener);
        while (true) {
            try {
                connect();
                if (Pooler.sharesSessions(database, connection)) {
                    throw new RefusedException("Cannot start with %s: %s".formatted(database, Pooler.SHARED));
                }
                Schema.check(connection, database);
                return start.run();
            } catch (SQLException e) {
                lose();
                refuseWhatDoesNotPass(e);
                patience.awaitIfItPasses("Waiting for the database " + database, e);
            } catch (IOException e) {
                lose();
                patience.await("Preparing the folders", e);
            } catch (RefusedException | StoppedException e) {
                lose();
                throw e;
            }
        }
    }

    private void refuseWhatDoesNotPass(SQLException failure) {
        if (SqlFailure.isOfLogin(failure)) {
            throw new RefusedException(
                    ("Cannot log in to %s: %s. Expected a login role by --user, with its password by --password-file,"
                                    + " --password-command or ~/.pgpass.")
                            .formatted(database, Patience.firstLine(failure)),
                    failure);
        }
        if (SqlFailure.of(failure) == SqlFailure.REFUSE) {
            throw new RefusedException(
                    "Cannot start with %s: %s".formatted(database, Patience.firstLine(failure) + advice(failure)),
                    failure);
        }
    }

    private static String advice(SQLException failure) {
        return ConnectFailure.of(failure)
                .map(why -> (Patience.firstLine(failure).endsWith(".") ? " " : ". ") + why.advice())
                .orElse("");
    }

    public long epoch() {
        return epoch;
    }

    /** Where it is held. */
    public Database database() {
        return database;
    }

    /** Whose rows may be written. */
    public String stream() {
        return stream;
    }

    /** What was seen committed, and is asked for in each new session. */
    public Seen seen() {
        return seen;
    }

    /** Which database answers. */
    public ServerIdentity server() {
        return server;
    }

    /** How many sessions there were. */
    public long sessions() {
        return sessions;
    }

    /**
     * The session that holds the lock; opened anew where it was lost.
     *
     * @throws RefusedException if another job has taken over meanwhile
     * @throws DatabaseWentBackException if the database does not have any more what was seen committed
     */
    public Connection connection() throws SQLException {
        if (connection == null || connection.isClosed()) {
            int lostBackend = backend;
            connect();
            endBackend(lostBackend);
            lock(false);
            proveEpoch();
            seen.prove(connection);
            noticeServer();
        }
        return connection;
    }

    /** Gives the session up after an error, so that the next use opens a new one. */
    public void lose() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("Closing a broken session failed", e);
            }
            connection = null;
        }
    }

    private void noticeServer() throws SQLException {
        ServerIdentity now = ServerIdentity.of(connection, stream);
        String change = now.changeFrom(server);
        if (change != null) {
            LOG.warn(
                    "{}: {}. All that this job saw committed is there. Check that nothing else was lost and that the old"
                            + " server does not run any more: docs/failover.md",
                    database,
                    change);
        }
        server = now;
    }

    private void connect() throws SQLException {
        lose();
        sessions++;
        connection = database.connect("load");
        listener.databaseAnswers(true);
        try (Statement statement = connection.createStatement();
                ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
            pid.next();
            backend = pid.getInt(1);
        }
    }

    private void lock(boolean takeOver) throws SQLException {
        for (int asked = 0; !StreamLock.tryTake(connection, stream); asked++) {
            Holder holder = holder();
            if (!holder.isJob && (takeOver || epoch > 0 || holder.silentSeconds > SILENCE.toSeconds())) {
                proveEpochIfHeld();
                LOG.warn(
                        "The lock of stream {} is held by {}: going on without it, the epoch keeps two jobs apart, too."
                                + " End that session: SELECT pg_terminate_backend({})",
                        stream,
                        holder.owner,
                        holder.backend);
                return;
            }
            if (holder.backend != 0 && (takeOver || holder.silentSeconds > SILENCE.toSeconds())) {
                LOG.warn("Taking over from {}, silent for {} s", holder.owner, Math.round(holder.silentSeconds));
                endBackend(holder.backend);
            } else {
                if (asked % ASKS_A_LINE == 0) {
                    LOG.info(
                            "Waiting for {} to stop: it writes in this database; last sign of life {} s ago",
                            holder.owner,
                            Math.round(holder.silentSeconds));
                }
                listener.standsBy(holder.owner);
                proveEpochIfHeld();
                new Patience(stop, LOG, listener).pause("Waiting for the lock of stream " + stream, ASK_AGAIN);
            }
        }
    }

    private Holder holder() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.FIND_LOCK_HOLDER)) {
            statement.setString(1, stream);
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return new Holder(
                        found.getInt("pid"),
                        found.getDouble("silent_seconds"),
                        Objects.requireNonNullElse(found.getString("owner"), "another job"),
                        found.getBoolean("is_job"));
            }
        }
    }

    /** Own sessions of the same role only: all jobs of a stream log in as one. */
    private void endBackend(int pid) throws SQLException {
        if (pid == 0) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid = ? AND datname = current_database()"
                        + " AND application_name = 'tidegate load'")) {
            statement.setInt(1, pid);
            statement.executeQuery().close();
        }
    }

    private void takeEpoch(String owner, long used) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.TAKE_EPOCH)) {
            statement.setLong(1, used);
            statement.setString(2, owner);
            statement.setString(3, stream);
            try (ResultSet taken = statement.executeQuery()) {
                if (!taken.next()) {
                    throw new RefusedException(
                            "Cannot start: the database %s has no stream %s. Run postgres_setup.sql on it."
                                    .formatted(database, stream));
                }
                epoch = taken.getLong(1);
            }
        }
    }

    private void proveEpochIfHeld() throws SQLException {
        if (epoch > 0) {
            proveEpoch();
        }
    }

    private void proveEpoch() throws SQLException {
        long now = epochIn(connection);
        if (now != epoch) {
            throw shutOut(now);
        }
    }

    private long epochIn(Connection session) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement("SELECT epoch FROM pipeline WHERE stream = ?")) {
            statement.setString(1, stream);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? found.getLong(1) : 0;
            }
        }
    }

    /** Why the fence did not let this job through. */
    public RuntimeException shutOut(Connection session) throws SQLException {
        return shutOut(epochIn(session));
    }

    private RuntimeException shutOut(long now) {
        return now > epoch
                ? fenced()
                : new DatabaseWentBackException(
                        "%s went back: it is in epoch %d, and this job took epoch %d".formatted(database, now, epoch));
    }

    public RefusedException fenced() {
        return new RefusedException(
                "Fenced off: another job has taken over stream %s in %s since this one (epoch %d) was last heard of"
                        .formatted(stream, database, epoch));
    }

    @Override
    public void close() {
        lose();
    }

    private record Holder(int backend, double silentSeconds, String owner, boolean isJob) {}
}
