package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.operate.ledger.Query;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Whether the cohorts are what a recount gives, a week or month at a time. */
final class CohortChecks {

    private static final String CHECK = "cohorts";

    private final Connection connection;
    private final Findings findings;

    CohortChecks(Connection connection, Findings findings) {
        this.connection = connection;
        this.findings = findings;
    }

    private record Period(String grain, String begin) {}

    /** While a job has events that it has still to count, the cohorts are of an earlier moment, and nothing can be said. */
    void run() throws SQLException, IOException {
        boolean pending = Query.of(CohortChecks.class, "pending_cohorts")
                .list(connection, row -> row.getBoolean("pending"))
                .contains(true);
        connection.commit();
        if (pending) {
            findings.skip(CHECK, "newer events are still to be counted, see cohorts_as_of");
            return;
        }
        gapsOf(Query.of(CohortChecks.class, "first_days"));
        List<Period> periods = Query.of(CohortChecks.class, "cohort_periods")
                .list(connection, row -> new Period(row.getString("grain"), row.getString("period")));
        connection.commit();
        for (Period period : periods) {
            gapsOf(Query.of(CohortChecks.class, "cohorts", period.grain(), period.begin()));
        }
    }

    private void gapsOf(Query differences) throws SQLException, IOException {
        differences.each(connection, row -> findings.gap(CHECK, row.getString("subject"), row.getString("detail")));
        connection.commit();
    }
}
