package dev.tidegate.ingest;

import dev.tidegate.ingest.load.Loader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.util.SignalUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and Ctrl-C: the micro-batch in hand is finished, no other begins, and the process exits with 0.
 *
 * <p>{@code query.stop()} alone would interrupt the micro-batch, and a shutdown hook could not say 0.
 */
final class StopRequest {

    private static final Logger LOG = LoggerFactory.getLogger(StopRequest.class);
    private static final long LOOK_MILLIS = 10;

    private final CountDownLatch requested;

    /** @param requested counted down when a stop is asked for */
    StopRequest(CountDownLatch requested) {
        this.requested = requested;
    }

    StopRequest() {
        this(new CountDownLatch(1));
    }

    static StopRequest onSignals() {
        StopRequest stop = new StopRequest();
        for (String name : new String[] {"TERM", "INT"}) {
            // True: the signal is dealt with and does not end the process.
            SignalUtils.register(name, () -> stop.request("SIG" + name));
        }
        return stop;
    }

    /** Asks the job to stop, as a signal does. */
    boolean request(String signal) {
        if (requested.getCount() > 0) {
            LOG.info("{}: finishing the micro-batch in hand", signal);
        }
        requested.countDown();
        return true;
    }

    /** Counted down when a stop was asked for. */
    CountDownLatch latch() {
        return requested;
    }

    /**
     * Waits until the query ends by itself, or is between two micro-batches after a stop was asked for; then stops it.
     *
     * @throws dev.tidegate.ingest.database.StoppedException if the micro-batch in hand waits for a server that is silent
     */
    void stopGracefully(StreamingQuery query, Loader loader) throws StreamingQueryException, TimeoutException {
        while (requested.getCount() > 0 && query.isActive()) {
            awaitRequest();
        }
        while (query.isActive() && query.status().isTriggerActive()) {
            loader.giveUpOnSilentServer();
            query.awaitTermination(LOOK_MILLIS);
        }
        query.stop();
        if (query.exception().isDefined()) {
            throw query.exception().get();
        }
    }

    private void awaitRequest() {
        try {
            boolean asked = requested.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            LOG.trace("Asked to stop: {}", asked);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            requested.countDown();
        }
    }
}
