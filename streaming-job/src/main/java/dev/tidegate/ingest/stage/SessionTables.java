package dev.tidegate.ingest.stage;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The staging tables of a session, which each COMMIT and ROLLBACK empties. */
public final class SessionTables {

    private SessionTables() {}

    /** Makes them, where the session has none yet. */
    public static void create(Connection connection) throws SQLException {
        execute(connection, Sql.CREATE_STAGING);
    }

    static void copy(Connection connection, List<byte[]> events, List<byte[]> rejects) throws SQLException {
        CopyBuffer.send(connection, Sql.COPY_EVENTS, events);
        CopyBuffer.send(connection, Sql.COPY_REJECTS, rejects);
    }

    /** Tells the planner how many rows there are, before many of them are merged. */
    public static void countRows(Connection connection) throws SQLException {
        execute(connection, Sql.ANALYZE_STAGING);
    }

    private static void execute(Connection connection, String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }
}
