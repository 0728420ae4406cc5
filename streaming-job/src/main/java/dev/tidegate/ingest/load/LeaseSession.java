package dev.tidegate.ingest.load;

import dev.tidegate.ingest.database.Lease;
import dev.tidegate.ingest.merge.Merge;
import dev.tidegate.ingest.stage.SessionTables;
import java.sql.Connection;
import java.sql.SQLException;

/** The session of the lease, with its staging tables. */
final class LeaseSession {

    private final Lease lease;
    private final SessionTables tables;
    private Connection prepared;

    LeaseSession(Lease lease, SessionTables tables) {
        this.tables = tables;
        this.lease = lease;
    }

    /** The session; opened anew where it was lost. */
    Connection connection() throws SQLException {
        Connection connection = lease.connection();
        if (connection != prepared) {
            tables.create(connection);
            Merge.createStagedFiles(connection);
            prepared = connection;
        }
        return connection;
    }

    /** Gives it up after an error, so that the next use opens a new one. */
    void lose() {
        lease.lose();
    }
}
