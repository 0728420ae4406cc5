package dev.tidegate.demo;

import java.util.Map;

/** The totals of each stream that the ledger has files of. */
record TotalsByStream(Map<String, Totals> totals) {
    TotalsByStream {
        totals = Map.copyOf(totals);
    }

    /** All zero for a stream that has no file yet. */
    Totals of(String stream) {
        return totals.getOrDefault(stream, Totals.NONE);
    }
}
