package dev.tidegate.ingest.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ledger grows by a row a file, for ever; what is asked of it for a new file must not cost more for that. */
class LedgerCostIT {

    private static final Pattern PAGES = Pattern.compile("shared hit=(\\d+)(?: read=(\\d+))?");

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @Test
    void fileUnderANameThatCameAHundredThousandTimesIsLookedUpInAFewPages() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read,
                        inserted, updated, unchanged, stale, duplicate, filtered, rejected, state, path, stream)
                    SELECT id, id, 1000 + id % 7, timestamptz '2026-03-01 00:00:00Z' + make_interval(secs => 10 * id), now(), now(),
                        0, 0, 0, 0, 0, 0, 0, 0, 'archived', 'export.csv', 'events'
                    FROM generate_series(1, 100000) AS id""");
            statement.execute("ANALYZE ingested_files");
            assertThat(pages(connection, "2031-01-01T00:00:00Z")).isBetween(1, 50);
            assertThat(pages(connection, "2026-03-02T00:00:00Z")).isBetween(1, 50);
        }
    }

    private static int pages(Connection connection, String modifiedAt) throws SQLException {
        try (PreparedStatement explain =
                connection.prepareStatement("EXPLAIN (ANALYZE, BUFFERS) " + Sql.FIND_IN_LEDGER)) {
            explain.setArray(1, connection.createArrayOf("int4", new Object[] {1}));
            explain.setArray(2, connection.createArrayOf("text", new Object[] {"export.csv"}));
            explain.setArray(3, connection.createArrayOf("int8", new Object[] {1000L}));
            explain.setArray(4, connection.createArrayOf("timestamptz", new Object[] {modifiedAt}));
            explain.setArray(5, connection.createArrayOf("text", new Object[] {null}));
            explain.setString(6, "events");
            try (ResultSet plan = explain.executeQuery()) {
                while (plan.next()) {
                    Matcher pages = PAGES.matcher(plan.getString(1));
                    if (pages.find()) {
                        String read = pages.group(2);
                        return Integer.parseInt(pages.group(1)) + (read == null ? 0 : Integer.parseInt(read));
                    }
                }
            }
        }
        throw new AssertionError("The plan says nothing of pages");
    }
}
