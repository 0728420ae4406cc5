package dev.tidegate.ingest.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.OptionalLong;

/**
 * Large micro-batches whose events are all new: they are inserted without looking any up.
 *
 * <p>Where one is in the table after all, what was inserted is undone and the micro-batch is merged. That leaves dead rows
 * behind and costs as much as was done by then, so it is not tried for a while where events come again.
 */
final class NewEvents {

    /** So many large micro-batches have to be all new before the next one is taken for new again. */
    private static final int FOR_A_WHILE = 8;

    private int merges;

    /** Whether the next one is taken for new: by what was seen, or since the table is empty. */
    boolean areTakenForNew(Connection connection) throws SQLException {
        return areExpected() || areCertain(connection);
    }

    /** Whether what was seen speaks for it. */
    boolean areExpected() {
        return merges == 0;
    }

    /** Takes note of what a large micro-batch turned out to be. */
    void saw(Counts counts) {
        if (counts.updated() + counts.unchanged() + counts.stale() > 0) {
            merges = FOR_A_WHILE;
        } else if (merges > 0) {
            merges--;
        }
    }

    /**
     * Whether no event can be there. Then looking up would be worse than useless: the planner, who knows that nothing is
     * there, lets each look-up read the table from end to end, and it is being filled.
     */
    static boolean areCertain(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_relation_size('raw_events') = 0")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Inserts the staged events, each in its newest version; empty, and as if nothing had been, where one is there already. */
    static OptionalLong insert(Connection connection, Timestamp loadedAt) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (PreparedStatement statement = connection.prepareStatement(Sql.INSERT_EVENTS)) {
            statement.setTimestamp(1, loadedAt);
            return OptionalLong.of(statement.executeLargeUpdate());
        } catch (SQLException e) {
            if (!SqlFailure.isDuplicateKey(e)) {
                throw e;
            }
            connection.rollback(before);
            return OptionalLong.empty();
        }
    }

    /**
     * @param inserted what the database says of the rows
     * @param counted what is said of the files
     * @throws SQLException that of a check violation: to be staged anew, as where the ledger's counts do not add up
     */
    static void proveCounted(long inserted, long counted) throws SQLException {
        if (inserted != counted) {
            throw new SQLException("%d events were inserted: expected %d".formatted(inserted, counted), "23514");
        }
    }
}
