package dev.tidegate.ingest.load;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a wait for a server that does not answer, from another thread: the waiting one gets an SQLException. */
final class Aborting {

    private static final Logger LOG = LoggerFactory.getLogger(Aborting.class);

    private Aborting() {}

    /** Null is a connection that is not open. */
    static void abort(Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("Aborting the connection to a silent server failed", e);
        }
    }
}
