package dev.tidegate.ingest.load;

import dev.tidegate.ingest.source.LandedFile;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The micro-batch that Spark will probably hand over next.
 *
 * @param files its files
 * @param rows their records, as the source hands them out
 */
public record Upcoming(List<LandedFile> files, Supplier<RDD<InternalRow>> rows) {

    public Upcoming {
        files = List.copyOf(files);
    }
}
