package dev.tidegate.ingest.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.stage.SessionTables;
import dev.tidegate.postgres.TestDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many rows are looked up by the index of the key, each where it goes next, and the table is not read from end to end. */
class LookUpIT {

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @Test
    void rowsWithAKeyOfTextAndNumberAreLookedUpByTheIndex() throws SQLException {
        StreamKind kind = StreamKind.keyOfTextAndNumber();
        try (StreamTable table = new StreamTable(database, kind.stream(), kind.ddl());
                Statement statement = table.connection().createStatement()) {
            database.execute("INSERT INTO order_lines SELECT 'order ' || n / 5, n % 5, n, now(), 0, 0, now()"
                    + " FROM generate_series(1, 500000) AS n; ANALYZE order_lines");
            statement.execute(
                    "INSERT INTO staged_files (file_no, file_id, source_file_id, state, path, size_bytes, modified_at,"
                            + " records_read, filtered, rejected) VALUES (1, 1, 1, 'loaded', 'a.csv', 1, now(), 200000, 0, 0)");
            statement.execute(
                    "INSERT INTO staged_events (_tg_line, _tg_file_no, order_id, line_no, quantity, updated_at)"
                            + " SELECT n, 1, 'order ' || n / 2, n % 5, n, now() FROM generate_series(1, 200000) AS n");
            Merge.prepareManyRows(table.connection());
            new SessionTables(kind.stream()).countRows(table.connection());
            assertThat(plan(table, Statements.of(kind.stream()).merge()))
                    .contains("Index Only Scan using order_lines_pkey on order_lines kept")
                    .contains("Index Scan using order_lines_pkey on order_lines found")
                    .doesNotContain("Seq Scan on order_lines");
            table.connection().rollback();
        }
    }

    private static String plan(StreamTable table, String merge) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (PreparedStatement explain = table.connection().prepareStatement("EXPLAIN " + merge)) {
            explain.setLong(1, 1);
            explain.setTimestamp(2, Timestamp.from(Instant.EPOCH));
            explain.setString(3, "orders");
            try (ResultSet row = explain.executeQuery()) {
                while (row.next()) {
                    plan.append(row.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }
}
