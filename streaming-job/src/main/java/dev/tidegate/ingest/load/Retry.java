package dev.tidegate.ingest.load;

import dev.tidegate.ingest.database.Heartbeat;
import dev.tidegate.ingest.database.Lease;
import dev.tidegate.ingest.database.LoadListener;
import dev.tidegate.ingest.database.Patience;
import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.database.SqlFailure;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The same again, as long as what fails may pass by itself; the heartbeat says what is tried. */
final class Retry {

    private static final Logger LOG = LoggerFactory.getLogger(Loader.class);

    private final Lease lease;
    private final Heartbeat heartbeat;
    private final CountDownLatch stop;
    private final LoadListener listener;

    Retry(Lease lease, Heartbeat heartbeat, CountDownLatch stop, LoadListener listener) {
        this.lease = lease;
        this.heartbeat = heartbeat;
        this.stop = stop;
        this.listener = listener;
    }

    /** A step that needs the database, and may need the folders. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws SQLException, IOException;
    }

    /** How long to wait between the tries of one step. */
    Patience newPatience() {
        return new Patience(stop, LOG, listener);
    }

    /**
     * Does a step until it succeeds.
     *
     * @throws RefusedException if it fails for a reason that does not pass by itself
     */
    <T> T untilDone(String what, Step<T> step) {
        Patience patience = newPatience();
        while (true) {
            try {
                T done = step.run();
                succeeded();
                return done;
            } catch (SQLException e) {
                if (SqlFailure.of(e) == SqlFailure.REFUSE) {
                    throw RefusedException.after(what, e);
                }
                lease.lose();
                retrying(what, e);
                patience.awaitIfItPasses(what, e);
            } catch (IOException e) {
                await(patience, what, e);
            }
        }
    }

    void succeeded() {
        heartbeat.retrying(null);
    }

    void await(Patience patience, String what, Exception failure) {
        retrying(what, failure);
        patience.await(what, failure);
    }

    private void retrying(String what, Exception failure) {
        heartbeat.retrying(what + ": " + Patience.firstLine(failure));
    }
}
