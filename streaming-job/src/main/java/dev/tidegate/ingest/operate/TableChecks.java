package dev.tidegate.ingest.operate;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** What can be asked of the tables alone, all in one snapshot: a job that runs changes nothing in it. */
final class TableChecks {

    private final Connection connection;
    private final Findings findings;

    TableChecks(Connection connection, Findings findings) {
        this.connection = connection;
        this.findings = findings;
    }

    /** Runs them; returns the newest file id of the snapshot. */
    long run() throws SQLException, IOException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        run("counts", "each row of the ledger is the sum of its seven counts");
        run("totals", "the running totals are the sums of the ledger");
        run("batches", "each micro-batch has the files and records that it says");
        run("rows", "each row is from a file of the ledger, and there are as many as were inserted");
        run("rejects", "each file has the dead letters that it counts");
        run("aggregates", "the aggregates are what a recount gives");
        long last = Query.of("last_file_id")
                .first(connection, row -> row.getLong("last_file_id"))
                .orElseThrow();
        connection.commit();
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return last;
    }

    private void run(String check, String says) throws SQLException, IOException {
        findings.begin(check, says);
        Query.of("verify_" + check)
                .each(connection, row -> findings.gap(check, row.getString("subject"), row.getString("detail")));
    }
}
