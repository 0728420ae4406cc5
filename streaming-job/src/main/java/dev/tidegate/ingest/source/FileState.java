package dev.tidegate.ingest.source;

/** How the reading of a file ended. */
public enum FileState {
    /** All its records were handed out. */
    COMPLETE,
    /** Its content cannot be read as a whole, whoever tries: a required column is missing, the gzip is corrupt. */
    UNUSABLE,
    /** It is not there any more. */
    ABSENT,
    /** Its size or modification time is not the one that was offered. */
    CHANGED,
    /** The system does not let us read it: rights, or an I/O error. */
    UNREADABLE
}
