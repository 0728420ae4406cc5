package dev.tidegate.ingest.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkUserAppException;

/**
 * A driver in YARN's cluster mode: it runs within the process of the application master, which is not its own to end. An exit
 * is taken for a failure there, of whatever status, and has YARN start all of it anew.
 */
public final class YarnDriver {

    private YarnDriver() {}

    /** Whether this process is one. */
    public static boolean is(SparkConf spark) {
        return spark.get("spark.master", "").equals("yarn")
                && spark.get("spark.submit.deployMode", "client").equals("cluster");
    }

    /**
     * Tells the application master how the job ended, by returning to it where all is done.
     *
     * @param status the exit status that a process of its own would have
     * @throws SparkUserAppException if it is not 0: the application master takes the status from it, and the attempt has failed
     */
    public static void end(int status) throws SparkUserAppException {
        if (status != 0) {
            throw new SparkUserAppException(status);
        }
    }
}
