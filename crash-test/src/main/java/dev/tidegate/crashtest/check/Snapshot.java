package dev.tidegate.crashtest.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What must hold in every snapshot of the database, whenever it is taken: no micro-batch is ever half there. */
final class Snapshot {

    private static final String VIOLATIONS = Sql.read("half_batches.sql");

    private Snapshot() {}

    /** Takes one, in one statement; returns a sentence for each thing that does not fit together. */
    static List<String> violations(Connection connection) throws SQLException {
        List<String> violations = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(VIOLATIONS);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                violations.add("In one snapshot, %s of %s: %s, expected %s"
                        .formatted(
                                row.getString("what"),
                                row.getString("whose"),
                                row.getString("found"),
                                row.getString("expected")));
            }
        }
        return violations;
    }
}
