package dev.tidegate.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * A database of its own for a test, set up with {@code postgres_setup.sql} and empty.
 *
 * <pre>{@code
 * @RegisterExtension
 * final TestDatabase database = new TestDatabase();
 * }</pre>
 *
 * <p>That of a class with {@link InMonths} has its events parted by month.
 *
 * <p>An instance field gives each test a fresh database, a static field one for all tests of the class. All tests of a
 * JVM share one server. A test that passes but leaves connections open fails here: what a test forgets to close, the
 * program may forget, too.
 */
public final class TestDatabase implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(TestDatabase.class);

    private static final int SECONDS_TO_ANSWER = 5;

    private final Set<String> background = new HashSet<>();
    /** The session of {@link #query} while nobody asks; none where it was never asked. */
    private final AtomicReference<Connection> asking = new AtomicReference<>();

    private PreparedServer prepared;
    private String name;
    private String owner;

    /**
     * Allows connections with this {@code ApplicationName} to stay open; returns this database.
     *
     * @param applicationName of connections that the program under test keeps on purpose, beyond the test
     */
    public TestDatabase allowingOpen(String applicationName) {
        background.add(applicationName);
        return this;
    }

    /** How a program connects, without user and password. */
    public String jdbcUrl() {
        return server().jdbcUrl(databaseName());
    }

    /** The superuser's name. */
    public String user() {
        return server().superuser().user();
    }

    /** The superuser's password. */
    public String password() {
        return server().superuser().password();
    }

    /** Where the server listens. */
    public String host() {
        return server().host();
    }

    /** Where the server listens. */
    public int port() {
        return server().port();
    }

    /** Name of the database. */
    public String databaseName() {
        if (name == null) {
            throw new IllegalStateException("The database exists while a test runs, and no test is running");
        }
        return name;
    }

    /** A login with the rights of the streaming job. */
    public Login ingest() {
        return prepared.ingest();
    }

    /** A login with the rights of the dashboard. */
    public Login reader() {
        return prepared.reader();
    }

    /** A login with the rights of the operator's commands. */
    public Login operator() {
        return prepared.operator();
    }

    /** A new connection of the superuser. */
    public Connection connect() throws SQLException {
        return connect(server().superuser());
    }

    /** A new connection. */
    public Connection connect(Login login) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), login.user(), login.password());
    }

    /** Runs statements as superuser. */
    public void execute(String statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** Runs a script for psql as superuser, such as {@code tidegate ddl} prints. */
    public void apply(String script) throws IOException, SQLException {
        try (Connection connection = connect()) {
            SetupScript.apply(connection, "the script", script);
        }
    }

    /** Ends the session of earlier queries, for what needs the database alone. The next query logs in anew. */
    public void disconnect() throws SQLException {
        close(asking.getAndSet(null));
    }

    /** What a row of a query is to a test. */
    public interface Row<T> {
        /** Reads the row that the result stands on. */
        T of(ResultSet result) throws SQLException;
    }

    /**
     * The rows of a query by the superuser, outside of any transaction. The session may be that of an earlier query: who asks
     * until something holds does not log in each time.
     */
    public <T> List<T> query(String query, Row<T> row) throws SQLException {
        Connection connection = session();
        try (Statement statement = connection.createStatement()) {
            return query(statement, query, row);
        } finally {
            close(asking.getAndSet(connection));
        }
    }

    /** The rows of a query by the superuser, as texts, columns parted by {@code |}. */
    public List<String> rows(String query) throws SQLException {
        return query(query, TestDatabase::text);
    }

    /** The same in a session that is open. */
    public static List<String> rows(Statement statement, String query) throws SQLException {
        return query(statement, query, TestDatabase::text);
    }

    /** That of an earlier query, unless another thread has it or the server ended it. */
    private Connection session() throws SQLException {
        Connection earlier = asking.getAndSet(null);
        if (earlier != null && earlier.isValid(SECONDS_TO_ANSWER)) {
            return earlier;
        }
        close(earlier);
        return connect();
    }

    private static <T> List<T> query(Statement statement, String query, Row<T> row) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                rows.add(row.of(result));
            }
        }
        return rows;
    }

    private static String text(ResultSet row) throws SQLException {
        StringBuilder columns = new StringBuilder(String.valueOf(row.getString(1)));
        for (int column = 2; column <= row.getMetaData().getColumnCount(); column++) {
            columns.append('|').append(row.getString(column));
        }
        return columns.toString();
    }

    private static void close(Connection connection) throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }

    /** The server that this database is on, for tests of what its faults do. */
    public TestServer server() {
        if (prepared == null) {
            throw new IllegalStateException(
                    "The server exists while a test runs: register this object as an extension");
        }
        return prepared.server();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException, SQLException {
        create(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException, SQLException {
        create(context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        drop(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        drop(context);
    }

    /** The outermost caller owns the database: the class, if the field is static, nested classes included. */
    private void create(ExtensionContext context) throws IOException, SQLException {
        if (name != null) {
            return;
        }
        prepared = context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(PreparedServer.class, key -> startServer(), PreparedServer.class);
        boolean inMonths = context.getRequiredTestClass().isAnnotationPresent(InMonths.class);
        name = inMonths ? prepared.createDatabaseInMonths() : prepared.createDatabase();
        owner = context.getUniqueId();
    }

    private void drop(ExtensionContext context) throws IOException, SQLException, InterruptedException {
        if (!context.getUniqueId().equals(owner)) {
            return;
        }
        // A fault test may have failed before it started the server again.
        prepared.server().start();
        disconnect();
        // A test that failed had no chance to close what it opened.
        List<String> open = context.getExecutionException().isPresent()
                ? List.of()
                : OpenConnections.staying(prepared.server(), name, background);
        prepared.dropDatabase(name);
        name = null;
        owner = null;
        if (!open.isEmpty()) {
            throw new AssertionError("The test left connections open: " + String.join("; ", open));
        }
    }

    private static PreparedServer startServer() {
        try {
            return PreparedServer.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot set up the test database: " + e.getMessage(), e);
        }
    }
}
