package dev.tidegate.postgres;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * Ctrl-C and SIGTERM as a request to the main thread, which stops what it started in its own order. The process ends
 * when main says so, with main's exit code: a program that was asked to stop and did has not failed.
 */
public final class StopRequest {
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int exitCode = 1;

    private StopRequest() {}

    /** Runs a main method, which returns the exit code; if it throws, that is 1. Does not return. */
    public static void run(ToIntFunction<StopRequest> main) {
        StopRequest request = new StopRequest();
        Runtime.getRuntime().addShutdownHook(new Thread(request::awaitMain, "stop-request"));
        try {
            request.exitCode = main.applyAsInt(request);
        } finally {
            request.finished.countDown();
        }
        System.exit(request.exitCode);
    }

    /** Waits for a request. */
    public void await() throws InterruptedException {
        requested.await();
    }

    /** Waits for a request, at most as long as given; returns whether there was one. */
    public boolean await(Duration atMost) throws InterruptedException {
        return requested.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void awaitMain() {
        requested.countDown();
        boolean interrupted = false;
        try {
            finished.await();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        System.out.flush();
        // After a signal the JVM would end with 128 + its number, whatever main returns.
        Runtime.getRuntime().halt(interrupted ? 1 : exitCode);
    }
}
