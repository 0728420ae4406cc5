package dev.tidegate.ingest.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.postgresql.PGConnection;

/**
 * A program between this one and the server that hands out sessions, such as PgBouncer. Locks, temp tables and settings of a
 * session need one that is lent for as long as the connection lasts ({@code pool_mode = session}).
 */
public final class Pooler {

    /** What is wrong and what to do, for a database whose sessions are {@linkplain #sharesSessions shared}. */
    public static final String SHARED =
            "PgBouncer, or another pooler, stands before it in transaction or statement mode,"
                    + " where a session belongs to nobody: set pool_mode = session for this database, or let --jdbc-url name the"
                    + " server itself";

    /** A notification arrives within milliseconds. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private Pooler() {}

    /**
     * Whether the session behind the connection may be another one in the next transaction.
     *
     * <p>Asking twice for the process at the other end would not tell: a pool of one session gives the same one each time. So
     * the connection listens, and another one notifies it while it does nothing. Only a session that is lent to it in that
     * moment, too, can bring it the notification.
     *
     * @param connection in auto-commit
     */
    public static boolean sharesSessions(Database database, Connection connection) throws SQLException {
        PGConnection driver = connection.unwrap(PGConnection.class);
        int backend = backend(connection);
        if (driver.getBackendPID() == backend) {
            // Poolers make up the number that a client is greeted with.
            return false;
        }
        String channel = "tidegate_" + UUID.randomUUID().toString().replace('-', '_');
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + channel);
            try {
                return notifyFromAnother(database, channel) == backend
                        || driver.getNotifications((int) LIMIT.toMillis()).length == 0;
            } finally {
                statement.execute("UNLISTEN " + channel);
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
    private static int notifyFromAnother(Database database, String channel) throws SQLException {
        try (Connection other = database.connect("pooler", LIMIT);
                PreparedStatement statement = other.prepareStatement("SELECT pg_backend_pid(), pg_notify(?, '')")) {
            statement.setString(1, channel);
            try (ResultSet pid = statement.executeQuery()) {
                pid.next();
                return pid.getInt(1);
            }
        }
    }
}
