package dev.tidegate.crashtest.running;

import java.time.Duration;

/** Waits for conditions, each with a limit. */
public final class Patience {

    private static final Duration LOOK = Duration.ofMillis(50);

    private Patience() {}

    /** Something that is to come true. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Waits until the condition holds.
     *
     * @param what completes the sentence "Waited N s for .."
     * @throws TooLateException where it does not hold within the limit
     */
    public static void await(String what, Duration limit, Condition condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new TooLateException("Waited %d s for %s".formatted(limit.toSeconds(), what));
            }
            pause(LOOK);
        }
    }

    /** Lets time pass: when exactly a fault strikes is part of the test. */
    public static void pause(Duration duration) throws InterruptedException {
        Thread.sleep(duration.toMillis());
    }
}
