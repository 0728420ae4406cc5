package dev.tidegate.ingest;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.rules.EventRules;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.source.LandingSchema;
import dev.tidegate.ingest.source.LandingSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The records of the input folder. One set of options for the stream and for what is read ahead of it: both read a file alike. */
final class LandingRecords {

    private static final String FORMAT = "landing";
    private static final StructType SCHEMA = LandingSchema.asking(EventRules.COLUMNS, EventRules.REQUIRED);

    private final SparkSession spark;
    private final String input;
    private final Map<String, String> landing;

    /** @param gate name under which the source finds what says which files may be offered */
    LandingRecords(SparkSession spark, IngestOptions options, String gate) {
        this.spark = spark;
        this.input = options.folders.input();
        this.landing = landing(options, gate);
    }

    /** Of the files that land, micro-batch by micro-batch. */
    Dataset<Row> stream() {
        return spark.readStream().format(FORMAT).schema(SCHEMA).options(landing).load(input);
    }

    /** Of files that the stream will offer, read ahead. */
    Dataset<Row> of(List<LandedFile> files) {
        return spark.read()
                .format(FORMAT)
                .schema(SCHEMA)
                .options(landing)
                .option("files", LandingSource.files(files))
                .load(input);
    }

    private static Map<String, String> landing(IngestOptions options, String gate) {
        long lookEvery = options.drain && !options.once ? options.trigger.toMillis() : 0;
        Map<String, String> landing = new HashMap<>(Map.of(
                "maxFilesPerTrigger", Integer.toString(options.maxFilesPerTrigger),
                "maxBytesPerTrigger", Long.toString(options.maxBytesPerTrigger),
                "settleMillis", Long.toString(options.settle.toMillis()),
                "lookEveryMillis", Long.toString(lookEvery),
                "gate", gate));
        FileLimits limits = options.limits();
        landing.put("maxGrowth", Integer.toString(limits.growth()));
        landing.put("maxRejectsPerFile", Long.toString(limits.rejects()));
        landing.put("maxHeaderBytes", Integer.toString(limits.headerBytes()));
        landing.put("maxColumns", Integer.toString(limits.columns()));
        Mappings mappings = options.mappings();
        if (!mappings.all().isEmpty()) {
            landing.put("formats", mappings.formats().toOption());
        }
        return landing;
    }
}
