package dev.tidegate.ingest.source;

import dev.tidegate.ingest.files.Folder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/** Sent to the executors: how to read a partition of the folder. */
record LandingReaderFactory(Folder folder, FileFormats formats) implements PartitionReaderFactory {

    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
        return new LandingReader(folder, formats, ((LandingPartition) partition).ranges());
    }
}
