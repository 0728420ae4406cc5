package dev.tidegate.ingest.database;

import java.util.OptionalLong;

/**
 * What waits in the landing folder.
 *
 * @param filesWaiting files still to be loaded
 * @param oldestModifiedMillis modification time of the oldest of them, in milliseconds since 1970; empty if none waits
 * @param filesHeld files that cannot be read, moved or loaded now; they are tried again
 * @param filesLeft files that nobody takes, by their names
 * @param trouble which files the database has no room for, and why, for people; null where there is none
 */
public record Backlog(
        long filesWaiting, OptionalLong oldestModifiedMillis, long filesHeld, long filesLeft, String trouble) {

    /** Before the first look into the folder. */
    public static final Backlog UNKNOWN = new Backlog(0, OptionalLong.empty(), 0, 0, null);
}
