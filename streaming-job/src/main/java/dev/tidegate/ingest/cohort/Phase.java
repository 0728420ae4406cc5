package dev.tidegate.ingest.cohort;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How far the job is: it loads, then all that is left is counted without rests, then nothing is any more. */
final class Phase {

    private final CountDownLatch hurry = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    void hurry() {
        hurry.countDown();
    }

    void close() {
        closed.countDown();
        hurry.countDown();
    }

    /** Whether all is loaded, and nobody rests. */
    boolean isLast() {
        return hurry.getCount() == 0;
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Waits until it is the last phase, or for this long. */
    void rest(Duration time) {
        await(hurry, time);
    }

    /** Waits until it is closed, or for this long. */
    void await(Duration time) {
        await(closed, time);
    }

    private void await(CountDownLatch latch, Duration time) {
        try {
            latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }
}
