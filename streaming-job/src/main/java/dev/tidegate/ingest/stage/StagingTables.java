package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.database.SideSession;
import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.stream.Stream;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The staging tables of one large micro-batch, outside of its transaction.
 *
 * <p>They are unlogged. A crash of the server empties them: the counts of the ledger would then not add up, and the micro-batch
 * is staged anew.
 */
public record StagingTables(Stream stream, long epoch, long number) implements Serializable {

    public String copyEvents() {
        return statement("copy_events");
    }

    public String copyRejects() {
        return statement("copy_rejects");
    }

    public String copySums() {
        return statement("copy_sums");
    }

    private String statement(String name) {
        return Statements.of(stream).ofTables(name, names());
    }

    private Map<String, String> names() {
        return Map.of(
                "events", table("events"),
                "rejects", table("rejects"),
                "sums", table("sums"),
                "known", table("known"));
    }

    private String table(String name) {
        return "tidegate_staging.%s_%d_%d_%s".formatted(stream.name(), epoch, number, name);
    }

    /** Makes the tables; the session has the temp tables of which they take their columns. */
    void create(Connection connection) throws SQLException {
        execute(connection, statement("create_staging_tables"));
        if (Sums.areKeptOf(stream)) {
            execute(connection, statement("create_sums_table"));
        }
    }

    /** Lets a fresh session see the rows of the winning attempts under the names of the session tables. */
    public void show(Connection connection, List<Long> winners) throws SQLException {
        Map<String, String> names = new HashMap<>(names());
        names.put("winners", winners.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        execute(connection, Statements.of(stream).ofTables("show_staging_tables", names));
    }

    /** Undoes {@link #show}. */
    public void hide(Connection connection) throws SQLException {
        execute(connection, Statements.HIDE_STAGING_TABLES);
    }

    /**
     * Notes which rows are known, in a transaction of its own.
     *
     * @param merging those of the micro-batch that is being merged, whose rows count as known
     */
    void lookUp(SideSession.Work<?> work, StagingTables merging) throws SQLException {
        work.connection().setAutoCommit(false);
        execute(work.connection(), statement("prepare_look_up"));
        execute(work.connection(), statement("look_up_known"));
        execute(work.connection(), statement("prepare_comparison"));
        Map<String, String> names = new HashMap<>(names());
        names.put("merging", merging.table("events"));
        execute(work.connection(), Statements.of(stream).ofTables("look_up_in_merging", names));
        work.connection().commit();
        work.connection().setAutoCommit(true);
    }

    /** Hands the sums of the winning attempts to the trigger that keeps the aggregates, for this transaction. */
    void handOverSums(Connection connection, List<Long> winners, List<String> aggregates) throws SQLException {
        if (!aggregates.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(statement("hand_over_sums"))) {
                statement.setArray(1, connection.createArrayOf("int8", winners.toArray()));
                statement.setArray(2, connection.createArrayOf("text", aggregates.toArray()));
                statement.execute();
            }
        }
    }

    /** Deletes these sums: no other transaction may see them. */
    void takeSumsBack(Connection connection) throws SQLException {
        if (Sums.areKeptOf(stream)) {
            execute(connection, "DELETE FROM summed_events");
        }
    }

    /** Makes the table of the sums small again after merges have left dead rows in it. Called between two merges. */
    public void shrinkSums(Connection connection) throws SQLException {
        if (Sums.areKeptOf(stream)) {
            execute(connection, Statements.SHRINK_SUMMED_EVENTS);
        }
    }

    void drop(Connection connection) throws SQLException {
        drop(connection, stream, String.join(", ", names().values()));
    }

    /** Drops what dead jobs of a stream left behind. A task that still copies locks its table: that one is left for the next start. */
    public static void dropLeftovers(Connection connection, Stream stream) throws SQLException {
        List<String> leftovers = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(Statements.FIND_STAGING_LEFTOVERS)) {
            statement.setString(1, stream.name());
            try (ResultSet tables = statement.executeQuery()) {
                while (tables.next()) {
                    leftovers.add(tables.getString("leftover"));
                }
            }
        }
        for (String leftover : leftovers) {
            try {
                drop(connection, stream, leftover);
            } catch (SQLException e) {
                if (!SqlFailure.isLockTimeout(e)) {
                    throw e;
                }
            }
        }
    }

    private static void drop(Connection connection, Stream stream, String tables) throws SQLException {
        execute(connection, Statements.of(stream).ofTables("drop_staging_tables", Map.of("tables", tables)));
    }

    private static void execute(Connection connection, String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }
}
