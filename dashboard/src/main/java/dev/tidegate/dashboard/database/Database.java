package dev.tidegate.dashboard.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;

/** The database, read only: runs whole queries and returns whole tables. It may start later, and may come and go. */
public final class Database implements AutoCloseable {
    /** How its connections show in pg_stat_activity. */
    public static final String APPLICATION_NAME = "tidegate-dashboard";

    private static final long WAIT_FOR_CONNECTION_MS = 3_000;

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final String where;

    private Database(HikariDataSource pool, String where) {
        this.pool = pool;
        this.where = where;
        this.jdbi = Jdbi.create(pool);
        // Each query gets all parameters and uses only some of them.
        jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
    }

    /**
     * Connects when the first query comes, not before.
     *
     * @param connections so many queries run at once, others wait for three seconds and then fail
     */
    public static Database at(ConnectionSettings settings, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setDataSource(new AskingDataSource(settings, APPLICATION_NAME));
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setReadOnly(true);
        config.setConnectionTimeout(WAIT_FOR_CONNECTION_MS);
        config.setValidationTimeout(1_000);
        // The dashboard starts without a database, too: the page then says that there is none.
        config.setInitializationFailTimeout(-1);
        return new Database(new HikariDataSource(config), settings.where());
    }

    /**
     * Runs a query.
     *
     * @param sql with parameters by name, {@code :since}
     * @param parameters at least those of the query; a null value is SQL's null
     * @throws DatabaseException where there is no answer
     */
    public Table query(String sql, Map<String, Object> parameters) {
        try {
            return jdbi.withHandle(handle -> handle.createQuery(sql)
                    .bindMap(parameters)
                    .scanResultSet((rows, context) -> Table.read(rows.get())));
        } catch (JdbiException e) {
            throw failure(e);
        }
    }

    /** Host, port and database, fit for a message. */
    public String where() {
        return where;
    }

    /** Connections in use and idle, for the metrics. */
    public int openConnections() {
        return pool.getHikariPoolMXBean() == null
                ? 0
                : pool.getHikariPoolMXBean().getTotalConnections();
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Of the exceptions that wrap each other, the innermost one of the driver says most. */
    private DatabaseException failure(JdbiException e) {
        String state = "";
        String message = "it does not say why";
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getMessage() != null) {
                state = sql.getSQLState() == null ? state : sql.getSQLState();
                message = sql.getMessage().lines().findFirst().orElse("").strip();
            }
        }
        String sentence = message.endsWith(".") ? message : message + ".";
        return new DatabaseException(Problem.of(state), "The database " + where + " gives no answer: " + sentence, e);
    }
}
