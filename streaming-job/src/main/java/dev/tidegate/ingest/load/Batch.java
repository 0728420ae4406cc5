package dev.tidegate.ingest.load;

import dev.tidegate.ingest.source.LandedFile;
import java.time.Instant;
import java.util.List;

/**
 * A micro-batch as Spark handed it over.
 *
 * @param queryId Spark's id of the streaming query
 * @param sparkBatchId Spark's number of it; begins at 0 again with a new checkpoint, so nothing is decided by it
 * @param files its files; a record's file number is the place here, from 1
 */
public record Batch(String queryId, long sparkBatchId, List<LandedFile> files, Instant startedAt) {

    public Batch {
        files = List.copyOf(files);
    }

    LandedFile file(int fileNo) {
        return files.get(fileNo - 1);
    }
}
