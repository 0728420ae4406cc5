package dev.tidegate.ingest.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The advisory lock of a pipeline. Who holds it keeps jobs from writing, as long as its session lives. */
public final class PipelineLock {

    private PipelineLock() {}

    /** Takes it for the session, if nobody has it. */
    public static boolean tryTake(Connection connection, String pipeline) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended('tidegate ' || ?, 0))")) {
            statement.setString(1, pipeline);
            try (ResultSet granted = statement.executeQuery()) {
                granted.next();
                return granted.getBoolean(1);
            }
        }
    }
}
