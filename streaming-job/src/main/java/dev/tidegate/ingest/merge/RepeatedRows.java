package dev.tidegate.ingest.merge;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/**
 * Tells apart the rows of a file that have the same derived event id: the n-th of them is another event than the first.
 *
 * <p>How often an id came before is known only when the whole file is staged, whichever tasks read it; the database counts,
 * and its memory is bounded. Records that are no events count, too, so that the ids depend on the file and not on the
 * rules: they are staged under the negative number of their file, and gone when the merge begins. See docs/decisions.
 */
public final class RepeatedRows {

    private RepeatedRows() {}

    /** Gives the staged rows of these files their final ids. Each file must be staged whole. */
    static void number(Connection connection, Statements statements, Collection<Integer> fileNos) throws SQLException {
        if (fileNos.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(statements.numberRepeatedRows())) {
            statement.setArray(1, connection.createArrayOf("int4", fileNos.toArray()));
            statement.executeUpdate();
        }
    }
}
