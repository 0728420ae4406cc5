package dev.tidegate.ingest.metrics;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a stream gets on: told by the threads that do the work, asked by those that answer for its health.
 *
 * <p>It gets on if a micro-batch is committed, or if the folder was looked into and nothing was there to be loaded. A task
 * that ends and a merge that begins count, too, but not the fourth time in a row: a step that fails for ever would look busy.
 */
final class Progress {

    /** After so many failed tries only a commit is progress. */
    private static final int BELIEVED_TRIES = 3;

    private final String stream;
    private final LongSupplier nanoTime;
    private final Duration patience;
    private final Duration trigger;
    private String doing = "starting";
    private long movedAt;
    private Duration grace = Duration.ZERO;
    private boolean lookedInVain;
    private int filesInHand;
    private int failures;
    private String lastFailure;
    private boolean refused;
    private boolean ended;

    /**
     * @param stream its name
     * @param patience how long the job may go without progress
     * @param trigger time between two looks into the folder
     */
    Progress(String stream, LongSupplier nanoTime, Duration patience, Duration trigger) {
        this.stream = stream;
        this.nanoTime = nanoTime;
        this.patience = patience;
        this.trigger = trigger;
        this.movedAt = nanoTime.getAsLong();
    }

    /** Another job makes the progress. */
    synchronized void standsBy(String writer) {
        doing = "waiting for %s to stop: it writes in this database".formatted(writer);
        moved();
    }

    synchronized void mayWrite() {
        doing = "preparing the folders";
        succeeded();
    }

    /** The folder was looked into. That there was nothing to load is known when the next look comes and nothing was offered. */
    synchronized void looked() {
        if (lookedInVain) {
            moved();
        }
        lookedInVain = true;
        filesInHand = 0;
        failures = 0;
        lastFailure = null;
        doing = "waiting for files";
    }

    synchronized void offered(int files) {
        lookedInVain = false;
        filesInHand = files;
        doing = "loading a micro-batch, files in it: " + files;
    }

    synchronized void taskEnded() {
        if (failures < BELIEVED_TRIES) {
            moved();
        }
    }

    /** @param limit after so long the server gives the merge up, so it is not stuck before */
    synchronized void merges(Duration limit) {
        if (failures < BELIEVED_TRIES) {
            moved();
            grace = limit;
        }
    }

    /** The job ends, and starting it again does not help before somebody has done something. */
    synchronized void refused(String why) {
        refused = true;
        doing = "ended";
        failed(why);
    }

    /** The stream has ended without a failure, and others may go on. */
    synchronized void ended() {
        doing = "ended";
        ended = true;
    }

    synchronized void failed(String why) {
        failures++;
        grace = Duration.ZERO;
        lastFailure = why;
    }

    /** @param settled whether a file of it was loaded or settled in another way, and not only left for later */
    synchronized void endedBatch(boolean settled) {
        filesInHand = 0;
        doing = "waiting for the next look into the folder";
        if (settled) {
            succeeded();
        }
    }

    /** What is to be said about it now. */
    synchronized Health health(boolean databaseUp) {
        Duration quiet = Duration.ofNanos(nanoTime.getAsLong() - movedAt);
        return new Health(
                stream,
                !refused && (ended || quiet.compareTo(allowed()) <= 0),
                doing,
                quiet.toSeconds(),
                databaseUp,
                filesInHand,
                failures,
                lastFailure);
    }

    private Duration allowed() {
        if (filesInHand == 0) {
            return patience.plus(trigger);
        }
        return grace.compareTo(patience) > 0 ? grace : patience;
    }

    private void succeeded() {
        failures = 0;
        lastFailure = null;
        moved();
    }

    private void moved() {
        movedAt = nanoTime.getAsLong();
        grace = Duration.ZERO;
    }
}
