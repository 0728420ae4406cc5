package dev.tidegate.ingest.load;

import java.util.List;

/**
 * A micro-batch that is committed, or that had nothing to commit.
 *
 * @param batchId its number in the ledger; 0 where nothing had to be written
 * @param outcomes what became of each file, in their order
 * @param durations in milliseconds
 */
public record LoadResult(long batchId, Counts counts, List<FileOutcome> outcomes, Durations durations) {

    public LoadResult {
        outcomes = List.copyOf(outcomes);
    }

    /** Milliseconds for reading and judging, for COPY where that is not part of reading, and from the fence to COMMIT. */
    public record Durations(int read, int stage, int merge) {}
}
