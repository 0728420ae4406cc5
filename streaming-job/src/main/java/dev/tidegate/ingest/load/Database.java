package dev.tidegate.ingest.load;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Where the database is and who logs in.
 *
 * @param url {@code jdbc:postgresql://..}, without a password
 * @param user login role; null for the one in the URL or that of the operating system
 * @param password null where the server asks for none or {@code ~/.pgpass} has it
 */
public record Database(String url, String user, String password) implements Serializable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** What a statement of a small micro-batch may take; some milliseconds are usual. */
    private static final Duration SMALL = Duration.ofMinutes(1);

    /** The server gives a statement up before the client gives up the server. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /**
     * Set for each session, so that nothing hangs for ever and a driver that died does not hold up the next:
     * a transaction left idle ends after 30 s, a statement whose client is gone after 5 s, a wait for a lock after 10 s.
     * jit costs more than it brings in a merge.
     */
    private static final String SESSION_SETTINGS = String.join(
            " ",
            "-c search_path=public",
            "-c timezone=UTC",
            "-c jit=off",
            "-c synchronous_commit=on",
            "-c lock_timeout=10s",
            "-c idle_session_timeout=0",
            "-c idle_in_transaction_session_timeout=30s",
            "-c client_connection_check_interval=5s",
            "-c tcp_keepalives_idle=10",
            "-c tcp_keepalives_interval=5",
            "-c tcp_keepalives_count=3");

    public Database {
        Objects.requireNonNull(url, "url is null");
    }

    /** Reads the password from the first line of a file. */
    public static String passwordFrom(Path file) throws IOException {
        return Files.readString(file).lines().findFirst().orElse("");
    }

    /**
     * A new session for short statements, in auto-commit. The caller closes it.
     *
     * @param purpose what it is for, for people who look at the sessions of the database
     */
    public Connection connect(String purpose) throws SQLException {
        return connect(purpose, SMALL);
    }

    /**
     * A new session, in auto-commit. The caller closes it.
     *
     * @param limit what a statement may take
     */
    public Connection connect(String purpose, Duration limit) throws SQLException {
        return connect(purpose, limit, SESSION_SETTINGS + " -c statement_timeout=" + limit.toMillis());
    }

    /** A session with the settings that the server gives to anybody, for those who look at them. */
    public Connection connectAsAnybody(String purpose) throws SQLException {
        return connect(purpose, SMALL, "");
    }

    private Connection connect(String purpose, Duration limit, String settings) throws SQLException {
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("ApplicationName", "tidegate " + purpose);
        properties.setProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(limit.plus(ANSWER).toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("options", settings);
        // Not by DriverManager: under spark-submit it does not see the driver, which lies in the job's jar.
        Connection connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("%s is no URL of PostgreSQL".formatted(url), "3D000");
        }
        return connection;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user == null ? url : url + " as " + user;
    }
}
