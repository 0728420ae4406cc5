package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.workload.Row;

/** A row of a table as it has to be: content and lineage. */
record TableRow(Row row, long fileId, long line) {

    /** Whether it is later in version order. */
    boolean isLaterThan(TableRow other) {
        int byTime = row.time().compareTo(other.row.time());
        int byFile = Long.compare(fileId, other.fileId);
        return byTime != 0 ? byTime > 0 : byFile != 0 ? byFile > 0 : line > other.line;
    }
}
