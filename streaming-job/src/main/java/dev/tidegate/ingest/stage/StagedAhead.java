package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.database.SideSession;
import dev.tidegate.ingest.source.LandedFile;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
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
 * @param work begins that, waits for it, and looks up which rows are known: whether the staging tables say so
 */
public record StagedAhead(
        List<LandedFile> files,
        StagingTables tables,
        JavaFutureAction<List<StagedPart>> parts,
        SideSession.Work<Boolean> work) {

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
     * What is about to begin.
     *
     * @param staged has it once the tasks are at work
     */
    public record Beginning(SideSession.Work<Boolean> work, CompletableFuture<StagedAhead> staged) {

        /** Waits for it; null where it failed: then the micro-batch is staged when its turn has come. */
        public StagedAhead begun() {
            try {
                return staged.get();
            } catch (ExecutionException | CancellationException e) {
                LOG.debug("Cannot stage the next micro-batch ahead", e);
                return null;
            } catch (InterruptedException e) {
                // Nobody else knows of it, so it would go on for nobody. The next one that waits finds the interrupt.
                Thread.currentThread().interrupt();
                work.cancel();
                return null;
            }
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(StagedAhead.class);

    /** A look-up may take so much longer than a merge, which may have been one of a few rows. */
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    public StagedAhead {
        files = List.copyOf(files);
    }

    /**
     * The staged rows of this micro-batch; null if other files were staged, or if staging failed.
     *
     * @param merge how long the merge before took, while which this was staged
     */
    public StagedInTables of(Batch batch, Duration merge) {
        if (!files.equals(batch.files())) {
            work.cancel();
            return null;
        }
        long begin = System.nanoTime();
        try {
            List<StagedPart> staged = parts.get();
            boolean known = isLookedUp(merge.plus(A_MOMENT));
            return new StagedInTables(staged, tables, known, (int) ((System.nanoTime() - begin) / 1_000_000));
        } catch (ExecutionException | CancellationException e) {
            LOG.debug("What was staged ahead cannot be used", e);
            work.cancel();
            return null;
        } catch (InterruptedException e) {
            // Whoever waits next in this thread is interrupted.
            Thread.currentThread().interrupt();
            work.cancel();
            return null;
        }
    }

    /**
     * Whether it was looked up which rows are known. That is a hint: once nothing else is waited for, the merge could
     * look them up itself. How long that takes nobody can say, but a whole merge takes about as long as the one before.
     * So with that for a limit a look-up that hangs costs no more than one merge.
     */
    private boolean isLookedUp(Duration limit) throws InterruptedException {
        try {
            return work.result(limit);
        } catch (TimeoutException e) {
            LOG.info(
                    "Looking up ahead which rows of {} files are known is given up after {} ms of waiting: their merge does it",
                    files.size(),
                    limit.toMillis());
            work.cancel();
        } catch (ExecutionException | CancellationException e) {
            LOG.debug("Cannot look up which rows are known", e);
        }
        return false;
    }

    /** Waits until nothing of it goes on. */
    public void cancel() {
        work.cancel();
    }
}
