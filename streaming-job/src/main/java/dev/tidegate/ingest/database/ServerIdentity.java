package dev.tidegate.ingest.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Which database is at the other end.
 *
 * @param pipeline made once with the row of the stream in {@code pipeline}; a copy of the database has the same
 * @param server system identifier of the server and number of the database on it; another one in a copy by {@code pg_dump}
 * @param timeline grows with each promotion of a standby and each restore to a point in time; {@code -} where the role may
 *     not ask
 */
public record ServerIdentity(String pipeline, String server, String timeline) {

    private static final String NOT_TOLD = "-";

    /** Asks the server. */
    public static ServerIdentity of(Connection connection, String stream) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.IDENTIFY_SERVER)) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new RefusedException(
                            "Cannot start: the database has no stream %s. Run postgres_setup.sql on it."
                                    .formatted(stream));
                }
                String system = row.getBoolean("tells_system")
                        ? text(connection, "SELECT system_identifier FROM pg_control_system()")
                        : NOT_TOLD;
                String timeline = row.getBoolean("tells_timeline")
                        ? text(connection, "SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)")
                        : NOT_TOLD;
                return new ServerIdentity(
                        row.getString("pipeline"), system + "/" + row.getString("database_oid"), timeline);
            }
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** What is other than it was, for people; null where nothing is. */
    public String changeFrom(ServerIdentity before) {
        if (!server.equals(before.server)) {
            return "another server or another database on it answers now (%s, before %s)"
                    .formatted(server, before.server);
        }
        return timeline.equals(before.timeline)
                ? null
                : "it is on timeline %s now, before on %s: a standby was promoted, or a backup restored"
                        .formatted(timeline, before.timeline);
    }
}
