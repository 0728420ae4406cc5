package dev.tidegate.ingest.table;

import dev.tidegate.ingest.database.SqlFiles;
import dev.tidegate.ingest.stream.Stream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Whether the table of events is one, or one for each month: the set-up decides. All else of it is always as it is declared. */
public final class EventMonths {

    private static final String IS_IN_MONTHS = SqlFiles.read(EventMonths.class, "is_in_months");

    private EventMonths() {}

    /** The stream of events with what only its table says. */
    public static Stream examine(Connection connection, Stream events) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(IS_IN_MONTHS)) {
            row.next();
            return row.getBoolean("is_in_months") ? events.withChecks() : events;
        }
    }
}
