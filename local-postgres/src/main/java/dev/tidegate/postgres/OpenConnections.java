package dev.tidegate.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Who is connected to a database. */
final class OpenConnections {
    /** A closed connection is gone from the server's list a moment later. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String QUERY = """
            SELECT format('%s as %s (%s), last statement: %s', pid, usename, application_name, left(query, 100))
            FROM pg_stat_activity
            WHERE datname = ? AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> ALL (?)
            ORDER BY backend_start
            """;

    private OpenConnections() {}

    /** Describes the open connections; empty if all were closed. Those with an allowed application name do not count. */
    static List<String> staying(TestServer server, String database, Set<String> background)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Connection connection = server.connect("postgres")) {
            List<String> open = list(connection, database, background);
            while (!open.isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(PAUSE.toMillis());
                open = list(connection, database, background);
            }
            return open;
        }
    }

    private static List<String> list(Connection connection, String database, Set<String> background)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setString(1, database);
            statement.setArray(2, connection.createArrayOf("text", background.toArray()));
            List<String> open = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    open.add(result.getString(1));
                }
            }
            return open;
        }
    }
}
