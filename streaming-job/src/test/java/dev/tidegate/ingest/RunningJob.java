package dev.tidegate.ingest;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** A job in a thread of its own. */
final class RunningJob {

    private static final int SECONDS_TO_END = 120;

    private final StopRequest stop;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    private RunningJob(StopRequest stop) {
        this.stop = stop;
    }

    static RunningJob start(StopRequest stop, IntSupplier job) {
        RunningJob running = new RunningJob(stop);
        Thread thread = new Thread(
                () -> {
                    try {
                        running.status.complete(job.getAsInt());
                    } catch (RuntimeException | Error e) {
                        running.status.completeExceptionally(e);
                    }
                },
                "job under test");
        thread.setDaemon(true);
        thread.start();
        return running;
    }

    /** Asks it to stop, as SIGTERM does, and waits for the exit status. */
    int stop() {
        stop.request("SIGTERM");
        return exitStatus();
    }

    /** Waits until it ends. */
    int exitStatus() {
        return status.orTimeout(SECONDS_TO_END, TimeUnit.SECONDS).join();
    }

    boolean ended() {
        return status.isDone();
    }
}
