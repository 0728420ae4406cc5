package dev.tidegate.ingest.load;

import dev.tidegate.ingest.stage.StagingJob;
import java.util.concurrent.Semaphore;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Option;

/**
 * How the streams of a job share its cores. Spark's fair scheduler gives the next free core to the stream that has fewest, but
 * takes none away: so large micro-batches leave one free, and one stream at a time stages ahead.
 */
public final class SharedCores {

    private final boolean shared;
    private final Semaphore ahead = new Semaphore(1);

    /** @param streams of the job */
    public SharedCores(int streams) {
        shared = streams > 1;
    }

    /** The records of a large micro-batch, in as many partitions as it may have tasks at once. */
    RDD<InternalRow> leaveOne(RDD<InternalRow> landed) {
        int most = StagingJob.tasksWithoutOneCore(landed);
        return shared && landed.getNumPartitions() > most ? landed.coalesce(most, false, Option.empty(), null) : landed;
    }

    /** Whether the stream may stage ahead now; then it has to {@link #endAhead} one day. */
    boolean beginAhead() {
        return ahead.tryAcquire();
    }

    void endAhead() {
        ahead.release();
    }
}
