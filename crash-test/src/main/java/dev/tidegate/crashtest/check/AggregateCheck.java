package dev.tidegate.crashtest.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The aggregates of {@code raw_events} against a recount. */
final class AggregateCheck {

    private static final String DIFFERENCES = Sql.read("differences.sql");

    private AggregateCheck() {}

    static void run(Connection connection, Findings findings) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DIFFERENCES);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                findings.wrong("%s of %s is %s, recounted %s"
                        .formatted(
                                row.getString("aggregate"),
                                row.getString("key"),
                                row.getString("kept"),
                                row.getString("recounted")));
            }
        }
    }
}
