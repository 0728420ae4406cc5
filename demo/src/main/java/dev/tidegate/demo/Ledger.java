package dev.tidegate.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the database says of the job. */
final class Ledger {
    /** The stream that is built in. */
    static final String EVENTS = "events";

    private final Connection connection;

    /** Uses an open connection, which the caller closes. */
    Ledger(Connection connection) {
        this.connection = connection;
    }

    /** The totals of all files that each stream ever had, read from their ledger rows. */
    TotalsByStream totals() throws IOException, SQLException {
        return totals("ledger_totals.sql");
    }

    /** The same by the running totals, which cost nothing however long the ledger is. */
    TotalsByStream runningTotals() throws IOException, SQLException {
        return totals("running_totals.sql");
    }

    private TotalsByStream totals(String query) throws IOException, SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql(query))) {
            Map<String, Totals> totals = new HashMap<>();
            while (row.next()) {
                totals.put(row.getString("stream"), Totals.of(row));
            }
            return new TotalsByStream(totals);
        }
    }

    /** The newest micro-batch of the events; empty before the first one. */
    Optional<Batch> newest() throws IOException, SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql("newest_batch.sql"))) {
            return row.next() ? Optional.of(batch(row)) : Optional.empty();
        }
    }

    private static Batch batch(ResultSet row) throws SQLException {
        return new Batch(
                row.getLong("batch_id"),
                row.getInt("batch_files"),
                row.getLong("batch_records"),
                row.getLong("batch_ms"),
                Duration.ofMillis(row.getLong("lag_ms")));
    }

    private static String sql(String name) throws IOException {
        try (InputStream in = Ledger.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
