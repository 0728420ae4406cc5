package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.source.LandedFile;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A micro-batch as Spark handed it over.
 *
 * @param queryId Spark's id of the streaming query
 * @param sparkBatchId Spark's number of it; begins at 0 again with a new checkpoint, so nothing is decided by it
 * @param files its files; a record's file number is the place here, from 1
 * @param derivedIds file numbers of those whose event ids are made of other columns
 */
public record Batch(
        String queryId, long sparkBatchId, List<LandedFile> files, Instant startedAt, Set<Integer> derivedIds) {

    public Batch {
        files = List.copyOf(files);
        derivedIds = Set.copyOf(derivedIds);
    }

    /** A micro-batch of files that have their event ids. */
    public Batch(String queryId, long sparkBatchId, List<LandedFile> files, Instant startedAt) {
        this(queryId, sparkBatchId, files, startedAt, Set.of());
    }

    /** One without a file, which shows whether the database lets any through. */
    public static Batch empty() {
        return new Batch("none", -1, List.of(), Instant.EPOCH);
    }

    /** The same, but with these files having ids that are made of other columns. */
    public Batch withDerivedIds(Predicate<String> names) {
        Set<Integer> derived = IntStream.rangeClosed(1, files.size())
                .filter(fileNo -> names.test(file(fileNo).name()))
                .boxed()
                .collect(Collectors.toSet());
        return new Batch(queryId, sparkBatchId, files, startedAt, derived);
    }

    public LandedFile file(int fileNo) {
        return files.get(fileNo - 1);
    }
}
