package dev.tidegate.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The server of a test run with the set-up database as a template: a copy is made in a few hundredths of a second. */
final class PreparedServer implements AutoCloseable {
    private static final String ADMINISTRATION = "postgres";
    private static final String TEMPLATE = "tidegate_template";
    private static final String TEMPLATE_IN_MONTHS = "tidegate_template_in_months";

    private final TestServer server;
    private final Login ingest = new Login("test_ingest", "secret of test_ingest");
    private final Login reader = new Login("test_reader", "secret of test_reader");
    private final Login operator = new Login("test_operator", "secret of test_operator");
    private final AtomicInteger databases = new AtomicInteger();
    private boolean hasMonths;

    private PreparedServer(TestServer server) {
        this.server = server;
    }

    /** Starts a server and sets the template up. */
    static PreparedServer start() throws IOException, SQLException {
        Path script = SetupScript.find();
        // Under target of this module, whichever module's tests run: unpacked once, and gone with mvn clean.
        Path programs = script.resolveSibling("local-postgres").resolve("target");
        PreparedServer prepared =
                new PreparedServer(ServerChoice.fromSystemProperty().make(programs));
        prepared.setUp(script);
        return prepared;
    }

    TestServer server() {
        return server;
    }

    /** A login in the group role of the streaming job. */
    Login ingest() {
        return ingest;
    }

    /** A login in the group role of those who read the views. */
    Login reader() {
        return reader;
    }

    /** A login in the group role of the operator. */
    Login operator() {
        return operator;
    }

    /** Makes a database that is set up and empty; returns its name. */
    String createDatabase() throws SQLException {
        return createDatabase(TEMPLATE);
    }

    /** The same, with the events parted by month. */
    synchronized String createDatabaseInMonths() throws IOException, SQLException {
        if (!hasMonths) {
            try (Connection connection = server.connect(ADMINISTRATION)) {
                Ddl.execute(connection, "CREATE DATABASE %I TEMPLATE %I", TEMPLATE_IN_MONTHS, TEMPLATE);
            }
            try (Connection connection = server.connect(TEMPLATE_IN_MONTHS)) {
                SetupScript.partByMonth(connection, SetupScript.find(), "2026-01-01");
            }
            hasMonths = true;
        }
        return createDatabase(TEMPLATE_IN_MONTHS);
    }

    private String createDatabase(String template) throws SQLException {
        String name = "test_" + databases.incrementAndGet();
        try (Connection connection = server.connect(ADMINISTRATION)) {
            Ddl.execute(connection, "CREATE DATABASE %I TEMPLATE %I", name, template);
            // The rights on the database itself are not copied.
            Ddl.execute(connection, "REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC", name);
            for (LocalRole role : List.of(LocalRole.JOB, LocalRole.ADMIN)) {
                Ddl.execute(connection, "GRANT TEMPORARY ON DATABASE %I TO %I", name, role.group());
            }
        }
        return name;
    }

    /** Drops a database and ends its open sessions. */
    void dropDatabase(String name) throws SQLException {
        try (Connection connection = server.connect(ADMINISTRATION)) {
            Ddl.execute(connection, "DROP DATABASE %I WITH (FORCE)", name);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void setUp(Path script) throws IOException, SQLException {
        try (Connection connection = server.connect(ADMINISTRATION)) {
            requireVersion(connection);
            Ddl.execute(connection, "CREATE DATABASE %I", TEMPLATE);
        }
        try (Connection connection = server.connect(TEMPLATE)) {
            SetupScript.apply(connection, script);
            // Made here and not by each test: roles belong to the whole server.
            Ddl.loginRole(connection, ingest.user(), ingest.password(), LocalRole.JOB.group());
            Ddl.loginRole(connection, reader.user(), reader.password(), LocalRole.DASHBOARD.group());
            Ddl.loginRole(connection, operator.user(), operator.password(), LocalRole.ADMIN.group());
        }
    }

    /** Else tests would pass on another server than the one that was asked for. */
    private static void requireVersion(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version != ServerChoice.version()) {
            throw new IllegalStateException("Cannot test on PostgreSQL " + ServerChoice.version() + ": the server is "
                    + version + ". Run tests by Maven, whose poms have a profile for each value of -D"
                    + ServerChoice.VERSION_PROPERTY + " but the usual one");
        }
    }
}
