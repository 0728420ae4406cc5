package dev.tidegate.ingest.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.stream.Events;
import dev.tidegate.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Known events are looked up by the index, also in a table that is empty now and being filled by the merge. */
class LookUpKnownIT {

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @Test
    void tableThatIsEmptyAndKnownToBeIsNotReadForEachRow() throws SQLException {
        database.execute("VACUUM ANALYZE raw_events");
        try (Connection connection = database.connect(database.ingest());
                Statement statement = connection.createStatement()) {
            new SessionTables(Events.STREAM).create(connection);
            new StagingTables(Events.STREAM, 1, 1).create(connection);
            connection.setAutoCommit(false);
            Map<String, String> names = Map.of(
                    "events", "tidegate_staging.events_1_1_events", "known", "tidegate_staging.events_1_1_known");
            statement.execute(Statements.of(Events.STREAM).ofTables("prepare_look_up", names));
            StringBuilder plan = new StringBuilder();
            try (ResultSet row = statement.executeQuery(
                    "EXPLAIN " + Statements.of(Events.STREAM).ofTables("look_up_known", names))) {
                while (row.next()) {
                    plan.append(row.getString(1)).append('\n');
                }
            }
            assertThat(plan.toString()).doesNotContain("Seq Scan on raw_events");
        }
    }
}
