package dev.tidegate.ingest.operate.verify;

import dev.tidegate.ingest.operate.ledger.Query;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether the aggregates are what a recount of the events gives, some days at a time. */
final class AggregateChecks {

    private final Connection connection;
    private final Findings findings;
    private final long eventsOfSlice;

    AggregateChecks(Connection connection, Findings findings, long eventsOfSlice) {
        this.connection = connection;
        this.findings = findings;
        this.eventsOfSlice = eventsOfSlice;
    }

    private record Day(String day, long events) {}

    void run() throws SQLException, IOException {
        List<String> bounds = bounds();
        for (int i = 1; i < bounds.size(); i++) {
            Query.of(AggregateChecks.class, "aggregates", bounds.get(i - 1), bounds.get(i))
                    .each(
                            connection,
                            row -> findings.gap("aggregates", row.getString("subject"), row.getString("detail")));
            connection.commit();
        }
    }

    /** First days of the slices. Before the first day and behind the last one there may be events of which no aggregate knows. */
    private List<String> bounds() throws SQLException {
        List<Day> days = Query.of(AggregateChecks.class, "days")
                .list(connection, row -> new Day(row.getString("day"), row.getLong("events")));
        connection.commit();
        List<String> bounds = new ArrayList<>(List.of("-infinity"));
        long events = 0;
        for (Day day : days) {
            if (events > 0 && events + day.events > eventsOfSlice) {
                bounds.add(day.day);
                events = 0;
            }
            events += day.events;
        }
        bounds.add("infinity");
        return bounds;
    }
}
