package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.stream.Stream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The staging tables of a session for one stream, which each COMMIT and ROLLBACK empties. */
public final class SessionTables {

    private final String create;
    private final String copyEvents;
    private final String copyRejects;
    private final String analyze;

    public SessionTables(Stream stream) {
        Statements statements = Statements.of(stream);
        create = statements.ofSession("create_staging");
        copyEvents = statements.ofSession("copy_events");
        copyRejects = statements.ofSession("copy_rejects");
        analyze = statements.ofSession("analyze_staging");
    }

    /** Makes them, where the session has none yet. */
    public void create(Connection connection) throws SQLException {
        execute(connection, create);
    }

    void copy(Connection connection, List<byte[]> events, List<byte[]> rejects) throws SQLException {
        CopyBuffer.send(connection, copyEvents, events);
        CopyBuffer.send(connection, copyRejects, rejects);
    }

    /** Tells the planner how many rows there are, before many of them are merged. */
    public void countRows(Connection connection) throws SQLException {
        execute(connection, analyze);
    }

    private static void execute(Connection connection, String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }
}
