package dev.tidegate.ingest.merge;

import java.util.List;
import java.util.Map;

/**
 * A micro-batch that is committed, or that had nothing to commit.
 *
 * @param batchId its number in the ledger; 0 where nothing had to be written
 * @param rejects how many records were rejected, by the code of the reason
 * @param outcomes what became of each file, in their order
 * @param durations in milliseconds
 */
public record LoadResult(
        long batchId, Counts counts, Map<String, Long> rejects, List<FileOutcome> outcomes, Durations durations) {

    public LoadResult {
        rejects = Map.copyOf(rejects);
        outcomes = List.copyOf(outcomes);
    }

    /** Milliseconds for reading and judging, for COPY where that is not part of reading, and from the fence to COMMIT. */
    public record Durations(int read, int stage, int merge) {}
}
