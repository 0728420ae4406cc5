package dev.tidegate.crashtest.running;

import java.time.Duration;

/** What the network does to all connections through the proxy: nothing, until told otherwise. */
final class Weather {

    private static final System.Logger LOG = System.getLogger(Weather.class.getName());

    private Cut armed;
    private int chunksBefore;
    private long calmAt = System.nanoTime();
    private long heldBack;

    /** @param chunks how many pieces that the cut could have hit get through before it does */
    synchronized void arm(Cut cut, int chunks) {
        armed = cut;
        chunksBefore = chunks;
    }

    synchronized boolean isArmed() {
        return armed != null;
    }

    /** Whether this piece is lost, and its connection with it. */
    synchronized boolean strikes(Cut cut) {
        if (cut != armed || chunksBefore-- > 0) {
            return false;
        }
        armed = null;
        return true;
    }

    /** From now on nothing gets through for this time; a stall that is under way ends then, too. */
    synchronized void stall(Duration duration) {
        calmAt = System.nanoTime() + duration.toNanos();
        notifyAll();
    }

    /**
     * Holds a piece back as long as the network stalls.
     *
     * @param counts whether it is one whose delay is of interest
     */
    synchronized void awaitCalm(boolean counts) throws InterruptedException {
        heldBack += counts && untilCalm() > 0 ? 1 : 0;
        for (long left = untilCalm(); left > 0; left = untilCalm()) {
            wait(Duration.ofNanos(left).plusMillis(1).toMillis());
        }
    }

    synchronized long heldBack() {
        return heldBack;
    }

    private long untilCalm() {
        return calmAt - System.nanoTime();
    }

    void note(Exception failure) {
        LOG.log(System.Logger.Level.DEBUG, "A connection through the proxy ended", failure);
    }
}
