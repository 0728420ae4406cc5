package dev.tidegate.generator;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks the generator to stop after the file in hand, when the process is told to end. */
final class StopSignal {

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    /** A signal that SIGTERM and Ctrl-C give. */
    static StopSignal onShutdown() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::awaitEnd, "stop"));
        return signal;
    }

    void request() {
        requested.countDown();
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits until {@code duration} is over or the signal is given. */
    void awaitFor(Duration duration) throws InterruptedException {
        boolean ignored = requested.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Says that the work is done and the process may end with this code. */
    void done(int code) {
        exitCode.complete(code);
    }

    /** On a signal Java ends the process with 143 or 130, even if the work ended well; halt sets the exit code. */
    private void awaitEnd() {
        request();
        Runtime.getRuntime().halt(exitCode.join());
    }
}
