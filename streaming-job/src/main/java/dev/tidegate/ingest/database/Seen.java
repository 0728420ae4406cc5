package dev.tidegate.ingest.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What the job saw committed of its stream. Whatever a database has lost, it has lost the newest first, so one file is enough.
 *
 * <p>A database cannot go back under an open session, so each new session is asked once, before anything is done with it.
 */
public final class Seen {

    private final Database database;
    private final String stream;
    private volatile Row newest;
    private volatile Connection proven;

    Seen(Database database, String stream) {
        this.database = database;
        this.stream = stream;
    }

    private record Row(long fileId, String sha256) {}

    /** A file whose row is committed. Told by the thread that loads. */
    public void committed(long fileId, String sha256) {
        if (newest == null || fileId > newest.fileId) {
            newest = new Row(fileId, sha256);
        }
    }

    /**
     * Proves that what was seen committed is still there.
     *
     * @throws DatabaseWentBackException if the ledger does not have it any more
     */
    public void prove(Connection session) throws SQLException {
        if (session == proven) {
            return;
        }
        Row file = newest;
        if (file != null && !has(session, stream, file.fileId(), file.sha256())) {
            throw new DatabaseWentBackException(
                    "%s went back: file %d was committed, and its ledger does not have it any more"
                            .formatted(database, file.fileId()));
        }
        proven = session;
    }

    /**
     * Whether the ledger of a stream has a file.
     *
     * @param sha256 null to ask for the id alone
     */
    public static boolean has(Connection session, String stream, long fileId, String sha256) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(Sql.HAS_FILE)) {
            statement.setString(1, stream);
            statement.setLong(2, fileId);
            statement.setString(3, sha256);
            statement.setString(4, sha256);
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getBoolean("has");
            }
        }
    }
}
