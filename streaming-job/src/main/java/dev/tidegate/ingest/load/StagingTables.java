package dev.tidegate.ingest.load;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The staging tables of one large micro-batch, outside of its transaction.
 *
 * <p>They are unlogged. A crash of the server empties them: the counts of the ledger would then not add up, and the micro-batch
 * is staged anew.
 */
record StagingTables(long epoch, long number) implements Serializable {

    private String events() {
        return table("events");
    }

    private String rejects() {
        return table("rejects");
    }

    private String sums() {
        return table("sums");
    }

    String copyEvents() {
        return copy(Sql.COPY_EVENTS, "staged_events", events());
    }

    String copyRejects() {
        return copy(Sql.COPY_REJECTS, "staged_rejects", rejects());
    }

    String copySums() {
        return copy(Sql.COPY_SUMS, "summed_events", sums());
    }

    private static String copy(String statement, String sessionTable, String table) {
        return statement.replace(sessionTable + " (", table + " (attempt, ");
    }

    private String table(String name) {
        return "tidegate_staging.%s_%d_%d".formatted(name, epoch, number);
    }

    /** Makes the tables; the session has the temp tables of which they take their columns. */
    void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (List<String> pair : List.of(
                    List.of(events(), "staged_events"),
                    List.of(rejects(), "staged_rejects"),
                    List.of(sums(), "summed_events"))) {
                statement.execute(
                        "CREATE UNLOGGED TABLE %s (attempt bigint NOT NULL, LIKE %s) WITH (autovacuum_enabled = off)"
                                .formatted(pair.get(0), pair.get(1)));
            }
        }
    }

    /** Lets a fresh session see the rows of the winning attempts under the names of the session tables. */
    void show(Connection connection, List<Long> winners) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // How many rows there are is what matters: a hundredth of the usual sample tells it in a hundredth of the
            // time.
            statement.execute("SET default_statistics_target = 1");
            statement.execute("ANALYZE " + events() + " (attempt, file_no, event_id)");
        }
        String attempts = winners.stream().map(String::valueOf).collect(Collectors.joining(","));
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP VIEW staged_events AS SELECT * FROM %s WHERE attempt = ANY ('{%s}')"
                    .formatted(events(), attempts));
            statement.execute("CREATE TEMP VIEW staged_rejects AS SELECT * FROM %s WHERE attempt = ANY ('{%s}')"
                    .formatted(rejects(), attempts));
        }
    }

    /** Hands the sums of the winning attempts to the trigger that keeps the aggregates, for this transaction. */
    void handOverSums(Connection connection, List<Long> winners, List<String> aggregates) throws SQLException {
        if (!aggregates.isEmpty()) {
            try (PreparedStatement statement =
                    connection.prepareStatement(Sql.HAND_OVER_SUMS.replace("staged_sums", sums()))) {
                statement.setArray(1, connection.createArrayOf("int8", winners.toArray()));
                statement.setArray(2, connection.createArrayOf("text", aggregates.toArray()));
                statement.execute();
            }
        }
    }

    /** Takes them back: no other transaction is to see them. */
    void takeSumsBack(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM summed_events");
        }
    }

    /** Who drops the tables while a session that shows them ends would run into its locks. */
    void hide(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP VIEW staged_events, staged_rejects");
        }
    }

    /** Rids the table of the sums of what merges have left behind in it; between two of them. */
    void shrinkSums(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Sql.SHRINK_SUMMED_EVENTS);
        }
    }

    void drop(Connection connection) throws SQLException {
        drop(connection, String.join(", ", events(), rejects(), sums()));
    }

    /** Drops what jobs that died have left behind. A task that still copies holds its table: that one is left for the next start. */
    static void dropLeftovers(Connection connection) throws SQLException {
        List<String> leftovers = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery(Sql.FIND_STAGING_LEFTOVERS)) {
            while (tables.next()) {
                leftovers.add(tables.getString("leftover"));
            }
        }
        for (String leftover : leftovers) {
            try {
                drop(connection, leftover);
            } catch (SQLException e) {
                if (!SqlFailure.isLockTimeout(e)) {
                    throw e;
                }
            }
        }
    }

    /** With the views that show them: those of a session that a crash of the server has ended are still in its catalog. */
    private static void drop(Connection connection, String tables) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + tables + " CASCADE");
        }
    }
}
