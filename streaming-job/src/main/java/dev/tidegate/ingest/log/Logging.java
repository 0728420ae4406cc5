package dev.tidegate.ingest.log;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** One line a micro-batch is worth reading; Spark's and Hadoop's own only from WARN on. */
public final class Logging {

    private Logging() {}

    /** Leaves everything as it is where somebody has named a configuration of their own. */
    public static void quietSpark() {
        if (System.getProperty("log4j2.configurationFile") == null
                && System.getProperty("log4j.configurationFile") == null) {
            for (String chatty : new String[] {"org.apache.spark", "org.apache.hadoop", "org.sparkproject"}) {
                Configurator.setLevel(chatty, Level.WARN);
            }
            // It tells the end of the query with a stack trace; the job itself tells why, in one line where that is
            // enough.
            Configurator.setLevel("org.apache.spark.sql.execution.streaming.MicroBatchExecution", Level.OFF);
            // It warns of each stream that its pool is made when it is needed, which is what is wanted.
            Configurator.setLevel("org.apache.spark.scheduler.FairSchedulableBuilder", Level.ERROR);
            Configurator.setLevel("dev.tidegate", Level.INFO);
        }
    }
}
