package dev.tidegate.ingest.database;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.postgresql.ssl.PGjdbcHostnameVerifier;

/**
 * Where the database is and who logs in.
 *
 * @param url {@code jdbc:postgresql://..}, without a password
 * @param user login role; null for the one in the URL or that of the operating system
 * @param password how the password is found, each time a session is opened
 * @param limit what a statement may take where nothing else is said
 */
public record Database(String url, String user, Password password, Duration limit) implements Serializable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** What a short statement may take; some milliseconds are usual. */
    static final Duration SHORT = Duration.ofMinutes(1);

    /** The server gives a statement up before the client gives up the server. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private static final Pattern SSL_PASSWORD = Pattern.compile("(sslpassword=)[^&]*");

    /** Says on the console what its exception says. Kept here, since Java forgets the level of a logger that nobody holds. */
    private static final Logger HOST_NAMES = Logger.getLogger(PGjdbcHostnameVerifier.class.getName());

    static {
        HOST_NAMES.setLevel(Level.OFF);
    }

    public Database {
        Objects.requireNonNull(url, "url is null");
        Objects.requireNonNull(password, "password is null");
        Objects.requireNonNull(limit, "limit is null");
    }

    /** A database whose statements may take a minute. */
    public Database(String url, String user, Password password) {
        this(url, user, password, SHORT);
    }

    /** The same, but with more or less time for each statement. */
    public Database withLimit(Duration other) {
        return new Database(url, user, password, other);
    }

    /**
     * A new session for short statements, in auto-commit. The caller closes it.
     *
     * @param purpose what it is for, for people who look at the sessions of the database
     */
    public Connection connect(String purpose) throws SQLException {
        return connect(purpose, limit);
    }

    /**
     * A new session, in auto-commit. The caller closes it.
     *
     * @param limit what a statement may take
     */
    public Connection connect(String purpose, Duration limit) throws SQLException {
        Connection connection = open(purpose, limit);
        try (PreparedStatement statement = connection.prepareStatement(Sql.SET_UP_SESSION)) {
            statement.setString(1, Long.toString(limit.toMillis()));
            statement.executeQuery().close();
            return connection;
        } catch (SQLException | RuntimeException e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    /** A session with the settings that the server gives to anybody, for those who look at them. */
    public Connection connectAsAnybody(String purpose) throws SQLException {
        return open(purpose, SHORT);
    }

    /**
     * The settings of a session are no startup parameters ({@code options}): a pooler lets only those pass that it knows.
     */
    private Connection open(String purpose, Duration limit) throws SQLException {
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        String secret = password.ask();
        if (secret != null) {
            properties.setProperty("password", secret);
        }
        properties.setProperty("ApplicationName", "tidegate " + purpose);
        properties.setProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(limit.plus(ANSWER).toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        // Not by DriverManager: under spark-submit it does not see the driver, which lies in the job's jar.
        Connection connection = new Driver().connect(DriverNames.inThisJar(url), properties);
        if (connection == null) {
            throw new SQLException("%s is no URL of PostgreSQL".formatted(this), "3D000");
        }
        return connection;
    }

    private static void closeAfter(Exception failure, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Without the password, and without that of a client's key. */
    @Override
    public String toString() {
        String shown = SSL_PASSWORD.matcher(url).replaceAll("$1***");
        return user == null ? shown : shown + " as " + user;
    }
}
