package dev.tidegate.dashboard.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.postgresql.PGConnection;

/**
 * Notices a pooler, such as PgBouncer, that hands out its sessions for a transaction at a time. What the dashboard sets for
 * its session would then hold for those of others, and not for its own.
 */
final class SharedSessions {
    /** A notification arrives within milliseconds. */
    private static final int LIMIT_MS = 2_000;

    private static final String NOT_KNOWN_ON_A_STANDBY = "25006";

    private SharedSessions() {}

    /** Opens a further connection. */
    interface Opener {
        Connection open() throws SQLException;
    }

    /**
     * Poolers make up the number that a client is greeted with. Where it is that of the process at the other end, there is
     * none; else a notification tells: only a session that is lent to the connection while it does nothing brings it one.
     *
     * @param connection in auto-commit
     * @throws SQLException if the sessions are shared, with what to do
     */
    static void refuse(Connection connection, Opener another) throws SQLException {
        PGConnection driver = connection.unwrap(PGConnection.class);
        int backend = backend(connection);
        if (driver.getBackendPID() == backend) {
            return;
        }
        String channel = "tidegate_" + UUID.randomUUID().toString().replace('-', '_');
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + channel);
            boolean shared = notifyFrom(another, channel) == backend || driver.getNotifications(LIMIT_MS).length == 0;
            statement.execute("UNLISTEN " + channel);
            if (shared) {
                throw new SQLException(
                        "PgBouncer, or another pooler, stands before it in transaction or statement mode, where a session"
                                + " belongs to nobody: set pool_mode = session for this database, or let --jdbc-url name the"
                                + " server itself",
                        "08P01");
            }
        } catch (SQLException e) {
            if (!NOT_KNOWN_ON_A_STANDBY.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private static int backend(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
            pid.next();
            return pid.getInt(1);
        }
    }

    /** Returns the process that did it. */
    private static int notifyFrom(Opener another, String channel) throws SQLException {
        try (Connection other = another.open();
                PreparedStatement statement = other.prepareStatement("SELECT pg_backend_pid(), pg_notify(?, '')")) {
            statement.setString(1, channel);
            try (ResultSet pid = statement.executeQuery()) {
                pid.next();
                return pid.getInt(1);
            }
        }
    }
}
