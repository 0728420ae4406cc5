package dev.tidegate.ingest.source;

/**
 * A byte of a file at which a record may begin.
 *
 * @param line the physical line of that byte, counted from 1
 */
record SplitPoint(long offset, long line) {
    static final SplitPoint START_OF_FILE = new SplitPoint(0, 1);
}
