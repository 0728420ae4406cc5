package dev.tidegate.crashtest.workload;

import java.time.Instant;

/** One version of a row, as its table has to hold it. Two versions of a row are equal if their contents are. */
public sealed interface Row permits Event, OrderLine {

    /** What tells it from the other rows of its table. */
    Object key();

    /** By which the newest version wins, to the microsecond. */
    Instant time();

    /** The same out of a file that was delivered under this name. */
    Row deliveredAs(String name);
}
