package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.operate.ledger.Query;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Whether the sessions are what a recount gives, a day at a time. */
final class SessionChecks {

    private static final String CHECK = "sessions";

    private final Connection connection;
    private final Findings findings;

    SessionChecks(Connection connection, Findings findings) {
        this.connection = connection;
        this.findings = findings;
    }

    /** While a job has events that it has still to count, the sessions are of an earlier moment, and nothing can be said. */
    void run() throws SQLException, IOException {
        boolean pending = Query.of(SessionChecks.class, "pending_sessions")
                .list(connection, row -> row.getBoolean("pending"))
                .contains(true);
        connection.commit();
        if (pending) {
            findings.skip(CHECK, "newer events are still to be counted, see sessions_as_of");
            return;
        }
        List<String> days = Query.of(SessionChecks.class, "session_days").list(connection, row -> row.getString("day"));
        connection.commit();
        for (String day : days) {
            Query.of(SessionChecks.class, "sessions", day)
                    .each(connection, row -> findings.gap(CHECK, row.getString("subject"), row.getString("detail")));
            connection.commit();
        }
    }
}
