package dev.tidegate.ingest.source;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Between the source and the job that uses it, both in the driver: what the source must not offer, and what it tells.
 *
 * <p>All methods but {@link #pause} are called by the thread of the streaming query, one at a time.
 */
public interface LandingGate {

    /** Called before each look into the folder; {@code false} ends the offering: the job is about to stop. */
    boolean open();

    /**
     * Nothing is left to be offered, as it seems: moves away what is loaded and lies in the folder still.
     *
     * @return whether there was something, so that the folder is to be looked into once more
     */
    default boolean moveLoaded() {
        return false;
    }

    /** Whether it is known why something is there that is no file, so that nobody has to be told. */
    default boolean expects(String name) {
        return false;
    }

    /** Whether this version of a file may be offered; not one that is loaded already and cannot be moved yet. */
    boolean admits(LandedFile file);

    /**
     * A look begins, for a source of which loaded files stay in the folder.
     *
     * @param whole whether it is at all of the folder; else at what comes after files that were known to be loaded
     */
    default void looking(boolean whole) {
        // Who has loaded files moved away is not asked.
    }

    /** The same source asks which of some files are loaded and stay where they are. */
    default Set<LandedFile> loaded(List<LandedFile> files) {
        return Set.of();
    }

    /** Whether files count in the order in which they came, so that each look has to see all that wait. */
    default boolean loadsInOrder() {
        return false;
    }

    /** Whether no file has to be loaded before this one. What is not next waits, with all that is behind it. */
    default boolean isNext(LandedFile file) {
        return true;
    }

    /** The files of the micro-batch that Spark runs next, also for a replay. A record's file number is its place, from 1. */
    void offered(List<LandedFile> files);

    /** Called once, before all else, by a source that can be asked which files come next. */
    default void canLookAhead(LookAhead source) {
        // Who reads nothing ahead need not know.
    }

    /** Which files come next, asked by the thread of the streaming query while a micro-batch is in hand. */
    @FunctionalInterface
    interface LookAhead {

        /** The files of the next micro-batch, if they are there still when Spark asks for it; empty if none waits. */
        List<LandedFile> nextFiles();
    }

    /** A file could not be opened for the scan of its framing; it is offered again when the gate admits it. */
    void unreadable(LandedFile file, String why);

    /** What was there at the start has all been offered, but for this file, which is still being written. */
    default void unsettled(LandedFile file) {
        // Who comes again takes it then.
    }

    /** How many files lie there that nobody takes, since neither the format nor a mapping knows such names. */
    default void leftAlone(long files) {
        // Each of them is told in the log.
    }

    /**
     * What the look found.
     *
     * @param files waiting files, those just offered not among them
     * @param oldestModifiedMillis modification time of the oldest of them, in milliseconds since 1970; empty if none waits
     */
    void waiting(long files, OptionalLong oldestModifiedMillis);

    /** Waits, but not beyond a request to stop. */
    void pause(Duration duration) throws InterruptedException;

    /** Waits in another way, which may end earlier; a request to stop may be noticed only after it. */
    default void pause(Duration duration, Wait wait) throws InterruptedException {
        wait.await(duration);
    }

    /** A way to wait. */
    @FunctionalInterface
    interface Wait {
        void await(Duration atMost) throws InterruptedException;
    }
}
