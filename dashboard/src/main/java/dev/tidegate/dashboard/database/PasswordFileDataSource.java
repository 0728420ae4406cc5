package dev.tidegate.dashboard.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Reads the password file for each new connection, and sets what every session of the dashboard has. */
final class PasswordFileDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    /** Nobody waits longer for a page, and a forgotten query must not slow the server down. */
    // No parallel workers: viewers ask more queries than there are cores, and starting workers takes longer than
    // such a query.
    private static final String SESSION = "-c statement_timeout=10s -c default_transaction_read_only=on -c TimeZone=UTC"
            + " -c jit=off -c max_parallel_workers_per_gather=0 -c idle_in_transaction_session_timeout=30s -c client_connection_check_interval=5s";

    private final transient ConnectionSettings settings;

    PasswordFileDataSource(ConnectionSettings settings, String applicationName) {
        this.settings = settings;
        setURL(settings.jdbcUrl());
        setUser(settings.user());
        setApplicationName(applicationName);
        setOptions(SESSION);
        setConnectTimeout(3);
        setLoginTimeout(3);
        setSocketTimeout(15);
        setTcpKeepAlive(true);
        // Planned each time: which table is best depends on the range, and planning costs a millisecond.
        setPrepareThreshold(0);
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return super.getConnection(settings.user(), settings.password());
        } catch (IOException e) {
            throw new SQLException("Cannot read the password file " + e.getMessage(), "28000", e);
        }
    }
}
