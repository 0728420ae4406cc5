package dev.tidegate.ingest.stream;

/** What becomes of columns of a file that the stream does not name. */
public enum OtherColumns {
    /** They are kept in a column of the table, as JSON. */
    KEEP,
    IGNORE,
    /** A file that has some is not loaded. */
    REJECT
}
