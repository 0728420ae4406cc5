package dev.tidegate.ingest.spark;

import dev.tidegate.ingest.checkpoint.DurableCheckpointFileManager;
import dev.tidegate.ingest.log.Logging;
import org.apache.spark.sql.SparkSession;

/** Spark's settings for a stream of small micro-batches. What is given to spark-submit for one of them has no effect. */
public final class TunedSpark {

    /** Of the past, on Spark's page: it lies in the driver's heap, of a thousand jobs if nobody says otherwise. */
    private static final String KEPT = "100";

    private static final String KEPT_TASKS = "1000";

    /** How often a trigger of 0 looks into the folder. */
    private static final String POLLING_MILLIS = "20";

    private TunedSpark() {}

    /** The session of this process, with the settings that the job needs. */
    public static SparkSession session() {
        SparkSession spark = SparkSession.builder()
                .appName("tidegate")
                .config("spark.sql.session.timeZone", "UTC")
                // Streams side by side: one with many tasks does not keep the others waiting for all of them.
                .config("spark.scheduler.mode", "FAIR")
                // A stream cannot use it, and Spark warns of that in each run.
                .config("spark.sql.adaptive.enabled", "false")
                .config("spark.sql.debug.maxToStringFields", "100")
                // Spark's page describes the plan of each micro-batch; the long form takes a millisecond or two.
                .config("spark.sql.ui.explainMode", "simple")
                .config("spark.ui.retainedJobs", KEPT)
                .config("spark.ui.retainedStages", KEPT)
                .config("spark.ui.retainedTasks", KEPT_TASKS)
                .config("spark.sql.ui.retainedExecutions", KEPT)
                .config("spark.sql.streaming.checkpointFileManagerClass", DurableCheckpointFileManager.class.getName())
                .config("spark.sql.streaming.pollingDelay", POLLING_MILLIS)
                .getOrCreate();
        Logging.quietSpark();
        return spark;
    }
}
