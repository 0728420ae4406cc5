package dev.tidegate.dashboard.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** Asks for the password for each new connection, and sets what every session of the dashboard has. */
final class AskingDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    /** Nobody waits longer for a page, and a forgotten query must not slow the server down. */
    // No parallel workers: viewers ask more queries than there are cores, and starting workers takes longer than
    // such a query.
    // By a statement and not by the startup parameter options, which a pooler does not let pass.
    private static final String SESSION = """
            SELECT pg_catalog.set_config(setting.name, setting.value, false)
            FROM (VALUES ('statement_timeout', '10s'), ('default_transaction_read_only', 'on'), ('TimeZone', 'UTC'),
                         ('jit', 'off'), ('max_parallel_workers_per_gather', '0'),
                         ('idle_in_transaction_session_timeout', '30s'),
                         ('client_connection_check_interval', '5s')) AS setting (name, value)
            """;

    private final transient ConnectionSettings settings;

    AskingDataSource(ConnectionSettings settings, String applicationName) {
        this.settings = settings;
        setURL(settings.jdbcUrl());
        setUser(settings.user());
        setApplicationName(applicationName);
        setConnectTimeout(3);
        setLoginTimeout(3);
        setSocketTimeout(15);
        setTcpKeepAlive(true);
        // Planned each time: which table is best depends on the range, and planning costs a millisecond.
        setPrepareThreshold(0);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = open();
        try (Statement statement = connection.createStatement()) {
            SharedSessions.refuse(connection, this::open);
            statement.execute(SESSION);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Connection open() throws SQLException {
        try {
            return super.getConnection(settings.user(), settings.password().password());
        } catch (IOException e) {
            throw new SQLException(e.getMessage(), "28000", e);
        }
    }
}
