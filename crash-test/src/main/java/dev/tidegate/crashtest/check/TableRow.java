package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.workload.Event;

/** A row of {@code raw_events} as it has to be: content and lineage. */
record TableRow(Event event, long fileId, long line) {

    /** Whether it is later in version order. */
    boolean isLaterThan(TableRow other) {
        int byTime = event.time().compareTo(other.event.time());
        int byFile = Long.compare(fileId, other.fileId);
        return byTime != 0 ? byTime > 0 : byFile != 0 ? byFile > 0 : line > other.line;
    }
}
