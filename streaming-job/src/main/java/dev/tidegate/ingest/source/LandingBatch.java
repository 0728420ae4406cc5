package dev.tidegate.ingest.source;

import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/** Reads files that are known beforehand, as the stream reads those of a micro-batch. */
record LandingBatch(FileFormats formats, Folder folder, List<LandedFile> files, int cores, long splitBytes)
        implements Batch {

    static LandingBatch open(LandingSchema columns, LandingOptions options) {
        if (options.files() == null) {
            throw new IllegalArgumentException("Option files is missing: a read that is no stream needs it");
        }
        SparkSession spark = SparkSession.active();
        Folder folder = Folders.of(options.path(), () -> spark.sessionState().newHadoopConf());
        int cores = spark.sparkContext().defaultParallelism();
        FileFormats formats = new FileFormats(options.formats(), columns.columns(), options.limits());
        return new LandingBatch(formats, folder, options.files().files(), cores, options.splitBytes());
    }

    @Override
    public InputPartition[] planInputPartitions() {
        return LandingPartition.pack(files, cores, splitBytes).toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new LandingReaderFactory(folder, formats);
    }
}
