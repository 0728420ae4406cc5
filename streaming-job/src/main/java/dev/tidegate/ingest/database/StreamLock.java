package dev.tidegate.ingest.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The advisory lock of a stream. Who holds it keeps jobs from writing, as long as its session lives. */
public final class StreamLock {

    private StreamLock() {}

    /** Takes it for the session, if nobody has it. */
    public static boolean tryTake(Connection connection, String stream) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended('tidegate ' || ?, 0))")) {
            statement.setString(1, stream);
            try (ResultSet granted = statement.executeQuery()) {
                granted.next();
                return granted.getBoolean(1);
            }
        }
    }
}
