package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.operate.ledger.DeclaredTable;
import dev.tidegate.ingest.operate.ledger.Query;
import dev.tidegate.ingest.stream.Events;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Whether each event lies in one month only, where events lie in months: no index holds that, but a trigger, which may have been
 * switched off. The ids are gone through in their order, in slices that begin with the last id of the one before.
 */
final class MonthChecks {

    private static final String FIRST_ID = "00000000-0000-0000-0000-000000000000";

    /** More than there can be of one id. */
    private static final long AT_LEAST = 10_000;

    private final Connection connection;
    private final Findings findings;
    private final long events;

    /** @param events to be looked at in one transaction */
    MonthChecks(Connection connection, Findings findings, long events) {
        this.connection = connection;
        this.findings = findings;
        this.events = Math.max(events, AT_LEAST);
    }

    private record Slice(long events, String last, List<String> again) {}

    void run() throws SQLException {
        if (!DeclaredTable.of(connection, Events.STREAM).isInMonths()) {
            return;
        }
        Slice slice;
        String from = FIRST_ID;
        do {
            slice = Query.of(MonthChecks.class, "in_two_months", from, events)
                    .first(
                            connection,
                            row -> new Slice(row.getLong("events"), row.getString("last"), List.of((String[])
                                    row.getArray("again").getArray())))
                    .orElseThrow();
            connection.commit();
            for (String event : slice.again()) {
                findings.gap("rows", "event " + event, "it lies in several months");
            }
            from = slice.last();
        } while (slice.events() == events);
    }
}
