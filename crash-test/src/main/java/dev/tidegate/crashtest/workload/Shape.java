package dev.tidegate.crashtest.workload;

/** What kind of file to make. */
public enum Shape {
    /** A few dozen records: rows go through the driver. */
    SMALL(5, 40),
    /** A thousand records in plain text. */
    LONG(900, 1200),
    /** gzip: rows go from the tasks into staging tables, a few packets of COPY each. */
    PACKED(1000, 2500),
    /** More than a task reads by itself: scanned, split, and staged by several. */
    HUGE(70_000, 72_000),
    EMPTY(0, 0),
    HEADER_ONLY(0, 0),
    /** Goes to quarantine: a required column is missing. */
    WITHOUT_COLUMN(3, 10),
    /** Goes to quarantine: gzip that breaks off. */
    BROKEN_OFF(200, 400);

    private final int fewest;
    private final int most;

    Shape(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    int records(java.util.Random random) {
        return fewest + random.nextInt(most - fewest + 1);
    }

    boolean packed() {
        return this == PACKED || this == BROKEN_OFF;
    }

    boolean quarantined() {
        return this == WITHOUT_COLUMN || this == BROKEN_OFF;
    }
}
