package dev.tidegate.ingest;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.options.AfterLoad;
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

/** The records of the files that land for a stream, as the source hands them out. */
final class LandingRecords {

    /** How often a trigger of 0 looks into a folder that tells what comes. */
    private static final long LOOK_MILLIS = 100;

    private final SparkSession spark;
    private final IngestOptions options;
    private final StreamJob job;
    private final Intake intake;

    LandingRecords(SparkSession spark, IngestOptions options, StreamJob job, Intake intake) {
        this.spark = spark;
        this.options = options;
        this.job = job;
        this.intake = intake;
    }

    /** Those of all files, one micro-batch after the other. */
    Dataset<Row> stream() {
        return spark.readStream()
                .format("landing")
                .schema(columns())
                .options(landing())
                .load(job.folders().input());
    }

    /** Those of files that the stream will offer, read ahead. */
    Dataset<Row> of(List<LandedFile> files) {
        return spark.read()
                .format("landing")
                .schema(columns())
                .options(landing())
                .option("files", LandingSource.files(files))
                .load(job.folders().input());
    }

    private StructType columns() {
        return LandingSchema.asking(job.mappings().columns());
    }

    /** One set of options for the stream and for what is read ahead of it: both must read a file alike. */
    private Map<String, String> landing() {
        boolean wake = options.trigger.isZero() && !options.once;
        long lookEvery = wake ? LOOK_MILLIS : options.drain && !options.once ? options.trigger.toMillis() : 0;
        Map<String, String> landing = new HashMap<>(Map.of(
                "maxFilesPerTrigger", Integer.toString(options.maxFilesPerTrigger),
                "maxBytesPerTrigger", Long.toString(options.maxBytesPerTrigger),
                "settleMillis", Long.toString(options.settle.toMillis()),
                "lookEveryMillis", Long.toString(lookEvery),
                "wake", Boolean.toString(wake),
                "leave", Boolean.toString(options.afterLoad() == AfterLoad.LEAVE),
                "recursive", Boolean.toString(options.recursive()),
                "gate", intake.name()));
        FileLimits limits = options.limits();
        landing.put("maxGrowth", Integer.toString(limits.growth()));
        landing.put("maxRejectsPerFile", Long.toString(limits.rejects()));
        landing.put("maxHeaderBytes", Integer.toString(limits.headerBytes()));
        landing.put("maxColumns", Integer.toString(limits.columns()));
        Mappings mappings = job.mappings();
        landing.put("otherColumns", mappings.columns().others().name());
        if (!mappings.all().isEmpty()) {
            landing.put("formats", mappings.formats().toOption());
        }
        return landing;
    }
}
