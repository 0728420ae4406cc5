package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.operate.ledger.Query;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Whether what a job counts behind its loads is what a recount gives: cohorts by week and month, sessions by day. */
final class BehindChecks {

    private final Connection connection;
    private final Findings findings;

    BehindChecks(Connection connection, Findings findings) {
        this.connection = connection;
        this.findings = findings;
    }

    private record Period(String grain, String begin) {}

    void run() throws SQLException, IOException {
        cohorts();
        sessions();
    }

    private void cohorts() throws SQLException, IOException {
        String check = "cohorts";
        if (isPending(check, "pending_cohorts", "cohorts_as_of")) {
            return;
        }
        gapsOf(check, Query.of(BehindChecks.class, "first_days"));
        List<Period> periods = Query.of(BehindChecks.class, "cohort_periods")
                .list(connection, row -> new Period(row.getString("grain"), row.getString("period")));
        connection.commit();
        for (Period period : periods) {
            gapsOf(check, Query.of(BehindChecks.class, "cohorts", period.grain(), period.begin()));
        }
    }

    private void sessions() throws SQLException, IOException {
        String check = "sessions";
        if (isPending(check, "pending_sessions", "sessions_as_of")) {
            return;
        }
        List<String> days = Query.of(BehindChecks.class, "session_days").list(connection, row -> row.getString("day"));
        connection.commit();
        for (String day : days) {
            gapsOf(check, Query.of(BehindChecks.class, "sessions", day));
        }
    }

    /** While a job has events that it has still to count, the numbers are of an earlier moment, and nothing can be said. */
    private boolean isPending(String check, String query, String view) throws SQLException, IOException {
        boolean pending = Query.of(BehindChecks.class, query)
                .list(connection, row -> row.getBoolean("pending"))
                .contains(true);
        connection.commit();
        if (pending) {
            findings.skip(check, "newer events are still to be counted, see " + view);
        }
        return pending;
    }

    private void gapsOf(String check, Query differences) throws SQLException, IOException {
        differences.each(connection, row -> findings.gap(check, row.getString("subject"), row.getString("detail")));
        connection.commit();
    }
}
