package dev.tidegate.ingest.load;

import java.util.OptionalLong;

/**
 * What waits in the landing folder.
 *
 * @param filesWaiting files still to be loaded
 * @param oldestModifiedMillis modification time of the oldest of them, in milliseconds since 1970; empty if none waits
 * @param filesHeld files that the system does not let the job read or move
 */
public record Backlog(long filesWaiting, OptionalLong oldestModifiedMillis, long filesHeld) {}
