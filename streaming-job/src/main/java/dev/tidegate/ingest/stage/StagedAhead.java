package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.source.LandedFile;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The next large micro-batch, read and staged while the one before it is merged. Only one session merges, so the other cores
 * are free.
 *
 * <p>It is a guess which files come next. The rows are used only if Spark then hands over exactly these files. If it does not,
 * or if anything fails here, the micro-batch is staged in the usual way.
 *
 * @param parts what the tasks have staged
 * @param lookedUp after that: which rows are known
 */
public record StagedAhead(
        List<LandedFile> files, StagingTables tables, JavaFutureAction<List<StagedPart>> parts, LookUp lookedUp) {

    /**
     * The micro-batch that Spark will probably hand over next.
     *
     * @param files its files
     * @param derivesIds whether the event ids of some are made of other columns
     * @param rows their records, as the source hands them out
     */
    public record Upcoming(List<LandedFile> files, boolean derivesIds, Supplier<RDD<InternalRow>> rows) {

        public Upcoming {
            files = List.copyOf(files);
        }
    }

    /**
     * A look-up of the staged rows.
     *
     * @param done whether the staging tables say which rows are known
     * @param cancel ends it soon
     */
    record LookUp(Future<Boolean> done, Runnable cancel) {}

    private static final Logger LOG = LoggerFactory.getLogger(StagedAhead.class);

    public StagedAhead {
        files = List.copyOf(files);
    }

    /** The staged rows of this micro-batch; null if other files were staged, or if staging failed. */
    public StagedInTables of(Batch batch) {
        if (!files.equals(batch.files())) {
            cancel();
            return null;
        }
        long begin = System.nanoTime();
        try {
            List<StagedPart> staged = parts.get();
            boolean known = lookedUp.done().get();
            return new StagedInTables(staged, tables, known, (int) ((System.nanoTime() - begin) / 1_000_000));
        } catch (ExecutionException | CancellationException e) {
            LOG.debug("What was staged ahead cannot be used", e);
            return null;
        } catch (InterruptedException e) {
            cancel();
            // Whoever waits next in this thread is interrupted.
            Thread.currentThread().interrupt();
            return null;
        }
    }

    public void cancel() {
        boolean cancelled = parts.cancel(true);
        lookedUp.cancel().run();
        LOG.debug("Cancelled what was staged ahead: {}", cancelled);
    }
}
