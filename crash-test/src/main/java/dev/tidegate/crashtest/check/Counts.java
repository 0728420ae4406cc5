package dev.tidegate.crashtest.check;

/** The seven counts of a file and their sum. */
record Counts(
        long read,
        long inserted,
        long updated,
        long unchanged,
        long stale,
        long duplicate,
        long filtered,
        long rejected) {

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);
}
