package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.source.LandedFile;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Files that wait for rows of other tables, without which theirs are refused: an order may land before its customer. How long
 * each waits is known to this job only; the next one begins anew.
 */
public final class WaitingForParents {

    private final Duration longest;
    private final Map<LandedFile, Instant> since = new HashMap<>();

    /** @param longest that a file waits */
    public WaitingForParents(Duration longest) {
        this.longest = longest;
    }

    /** Whether a file may wait still; it begins to where it has not. */
    synchronized boolean mayWait(LandedFile file, Instant now) {
        return now.isBefore(since.computeIfAbsent(file, begins -> now).plus(longest));
    }

    /** It is loaded, or went away. */
    synchronized void done(LandedFile file) {
        since.remove(file);
    }
}
