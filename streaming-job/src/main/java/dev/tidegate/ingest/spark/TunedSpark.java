package dev.tidegate.ingest.spark;

import dev.tidegate.ingest.checkpoint.PlainCheckpointFileManager;
import dev.tidegate.ingest.log.Logging;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark's settings for a stream of small micro-batches. */
public final class TunedSpark {

    /** Of the past, on Spark's page: it lies in the driver's heap, of a thousand jobs if nobody says otherwise. */
    private static final String KEPT = "100";

    private static final String KEPT_TASKS = "1000";

    /** What Spark waits where there was nothing: the source waits itself, and knows when something comes. */
    private static final String POLLING_MILLIS = "1";

    private static final String NAME = "spark.app.name";

    private static final String OURS = "dev.tidegate.";

    private TunedSpark() {}

    /** The session of this process. What spark-submit was given stays, but for what the job cannot do without. */
    public static SparkSession session() {
        SparkConf settings = new SparkConf();
        required().forEach(settings::set);
        defaults().forEach(settings::setIfMissing);
        // Where nobody gives a name, spark-submit takes that of the class.
        if (settings.get(NAME, OURS).startsWith(OURS)) {
            settings.set(NAME, "tidegate");
        }
        SparkSession spark = SparkSession.builder().config(settings).getOrCreate();
        Logging.quietSpark();
        return spark;
    }

    private static Map<String, String> required() {
        return Map.of(
                "spark.sql.session.timeZone",
                "UTC",
                // Streams side by side: one with many tasks does not keep the others waiting for all of them.
                "spark.scheduler.mode",
                "FAIR",
                // A stream cannot use it, and Spark warns of that in each run.
                "spark.sql.adaptive.enabled",
                "false");
    }

    private static Map<String, String> defaults() {
        return Map.of(
                "spark.sql.debug.maxToStringFields",
                "100",
                // Spark's page describes the plan of each micro-batch; the long form takes a millisecond or two.
                "spark.sql.ui.explainMode",
                "simple",
                "spark.ui.retainedJobs",
                KEPT,
                "spark.ui.retainedStages",
                KEPT,
                "spark.ui.retainedTasks",
                KEPT_TASKS,
                "spark.sql.ui.retainedExecutions",
                KEPT,
                "spark.sql.streaming.checkpointFileManagerClass",
                PlainCheckpointFileManager.class.getName(),
                "spark.sql.streaming.pollingDelay",
                POLLING_MILLIS);
    }
}
