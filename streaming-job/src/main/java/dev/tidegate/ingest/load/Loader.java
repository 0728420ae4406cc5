package dev.tidegate.ingest.load;

import dev.tidegate.ingest.database.Backlog;
import dev.tidegate.ingest.database.Claim;
import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.DatabaseWentBackException;
import dev.tidegate.ingest.database.Heartbeat;
import dev.tidegate.ingest.database.Lease;
import dev.tidegate.ingest.database.LoadListener;
import dev.tidegate.ingest.database.Patience;
import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.database.StoppedException;
import dev.tidegate.ingest.merge.Ledger;
import dev.tidegate.ingest.merge.LoadResult;
import dev.tidegate.ingest.merge.UnchangedTable.TableChangedException;
import dev.tidegate.ingest.stage.Batch;
import dev.tidegate.ingest.stage.Judging;
import dev.tidegate.ingest.stage.SessionTables;
import dev.tidegate.ingest.stage.Staged;
import dev.tidegate.ingest.stage.StagedAhead.Upcoming;
import dev.tidegate.ingest.stage.StagedInResults;
import dev.tidegate.ingest.stage.StagingTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads micro-batches: the door of this package. Holds the lease and the heartbeat of the job.
 *
 * <p>One Spark job stages the rows, one transaction merges them. What fails in between is done again for as long as it
 * takes; the ledger knows what was committed.
 */
public final class Loader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loader.class);

    private final Lease lease;
    private final Heartbeat heartbeat;
    private final Retry retry;
    private final Staging staging;
    private final Merging merging;
    private final RefusedFiles refusedFiles;

    private Loader(
            Database database,
            Judging judging,
            SharedCores cores,
            Duration hold,
            CountDownLatch stop,
            LoadListener listener,
            Lease lease) {
        this.lease = lease;
        this.heartbeat = new Heartbeat(database, lease, listener);
        this.retry = new Retry(lease, heartbeat, stop, listener);
        LeaseSession session = new LeaseSession(lease, new SessionTables(judging.stream()));
        this.merging = new Merging(database, lease, session, listener, judging, hold);
        this.staging = new Staging(database, lease, session, judging, cores, merging::expectsKnownRows);
        this.refusedFiles = new RefusedFiles(staging, merging, retry);
    }

    /**
     * Waits for the database and for the right to write in it.
     *
     * @param judging how the tasks judge records
     * @param cores shared with the other streams of the job
     * @param hold how long a file waits for rows of other tables, without which the table refuses rows of it
     * @param stop counted down when the job is asked to stop
     * @param listener told how it goes, from several threads
     * @throws RefusedException if the database is not set up for this job, or lets no merge through
     * @throws StoppedException if the job is asked to stop while it waits
     */
    public static Loader start(
            Database database,
            Claim claim,
            Judging judging,
            SharedCores cores,
            Duration hold,
            CountDownLatch stop,
            LoadListener listener) {
        Lease lease = Lease.acquire(database, claim, stop, listener);
        Loader loader = new Loader(database, judging, cores, hold, stop, listener, lease);
        try {
            loader.patiently("Cleaning up staging tables", () -> {
                StagingTables.dropLeftovers(lease.connection(), judging.stream());
                return null;
            });
            loader.patiently("Trying a micro-batch without a file", () -> {
                loader.merging.rehearse(Batch.empty(), StagedInResults.empty());
                return null;
            });
            return loader;
        } catch (RuntimeException e) {
            loader.close();
            throw e;
        }
    }

    /** The name of the stream. */
    public String stream() {
        return lease.stream();
    }

    /** Which start of the job this is. */
    public long epoch() {
        return lease.epoch();
    }

    /** The ledger, as far as the moves of files go. */
    public Ledger ledger() {
        return new Ledger(lease, merging.statements());
    }

    /** What {@code pipeline_status} says from the end of this job on: why it does not go on. */
    public void lastWords(String why) {
        heartbeat.lastWords(why);
    }

    /**
     * Ends the job if another one writes here by now, or the database went back.
     *
     * @throws RefusedException if another one writes here
     * @throws DatabaseWentBackException if the database went back
     */
    public void proveNotTakenOver() {
        heartbeat.proveNotGoneBack();
        if (heartbeat.takenOver()) {
            throw lease.fenced();
        }
    }

    /**
     * The same, but asks the database now: what has failed may have failed because of the other job.
     *
     * @throws RefusedException if another one writes here by now
     */
    public void askWhetherTakenOver() {
        heartbeat.beatNow();
        proveNotTakenOver();
    }

    /**
     * Stops waiting for a server that does not answer. Called when the job is asked to stop: while the server answers, the job
     * finishes its micro-batch; if it does not, the next start does what is left.
     *
     * @throws StoppedException if the server has been silent for too long
     */
    public void giveUpOnSilentServer() {
        if (heartbeat.isSilent()) {
            throw new StoppedException(
                    "the server has not answered for %d s; what was in hand is left to the next start"
                            .formatted(heartbeat.silence().toSeconds()));
        }
    }

    /** What the heartbeat says from now on. */
    public void report(Backlog backlog) {
        heartbeat.report(backlog);
    }

    /**
     * Loads a micro-batch: when this returns, it is committed.
     *
     * @param landed its records, as the source hands them out
     * @param next asked which micro-batch comes next, once this one is staged; empty where that is not known
     * @throws RefusedException if the job must not go on
     * @throws StoppedException if the job is asked to stop while the database is away
     */
    public LoadResult load(Batch batch, RDD<InternalRow> landed, Supplier<Optional<Upcoming>> next) {
        return withLastWords(() -> loadUntilDone(batch, landed, next));
    }

    private LoadResult loadUntilDone(Batch batch, RDD<InternalRow> landed, Supplier<Optional<Upcoming>> next) {
        String what = "Loading micro-batch %d of %d files"
                .formatted(batch.sparkBatchId(), batch.files().size());
        Patience patience = retry.newPatience();
        Attempts attempts = new Attempts();
        Optional<Staged> before = staging.stagedAhead(batch);
        boolean again = false;
        while (true) {
            try {
                Staged staged = before.isPresent() ? before.get() : stage(batch, landed, attempts);
                before = Optional.of(staged);
                LoadResult result = staging.whileNextIsStaged(
                        staged, again ? Optional::empty : next, () -> merging.merge(batch, staged));
                staging.tidyUp(staged);
                retry.succeeded();
                return result;
            } catch (RefusedException | StoppedException | DatabaseWentBackException | TableChangedException e) {
                throw e;
            } catch (SQLException | IOException | RuntimeException e) {
                SQLException failure = SqlFailure.in(e).orElseThrow(() -> unexpected(what, e));
                lease.lose();
                before = afterFailure(batch, landed, attempts, before, what, failure);
                again = true;
                retry.await(patience, what, failure);
            }
        }
    }

    private Staged stage(Batch batch, RDD<InternalRow> landed, Attempts attempts) throws SQLException {
        return staging.stage(batch, landed, attempts.leftOut().keySet(), Long.MAX_VALUE)
                .leavingOut(attempts.leftOut());
    }

    /** What is staged for the next try; empty where it has to be staged anew. */
    private Optional<Staged> afterFailure(
            Batch batch,
            RDD<InternalRow> landed,
            Attempts attempts,
            Optional<Staged> staged,
            String what,
            SQLException failure) {
        if (SqlFailure.isOfRoom(failure)) {
            staging.makeRoom();
        }
        switch (attempts.after(failure)) {
            case MERGE_AGAIN -> {
                return Staging.surviving(staged);
            }
            case STAGE_AGAIN -> {
                return Optional.empty();
            }
            case FIND_REFUSED -> {
                LOG.warn("{}: the database {}; looking for the file that is to blame", what, refusal(failure));
                attempts.found(refusedFiles.find(what, batch, attempts.leftOut().keySet(), landed, failure));
                return Optional.empty();
            }
            default -> throw RefusedException.after(what, failure);
        }
    }

    private static String refusal(SQLException failure) {
        if (SqlFailure.isOfRoom(failure)) {
            return "has no room";
        }
        return SqlFailure.isOfTime(failure) ? "takes too long" : "refuses what it is given";
    }

    /** Writes the reason of a refusal into {@code pipeline_status}, where it stays after the job has ended. */
    private <T> T withLastWords(Supplier<T> work) {
        try {
            return work.get();
        } catch (RefusedException | TableChangedException e) {
            lastWords(e.getMessage());
            throw e;
        }
    }

    private static RuntimeException unexpected(String what, Exception e) {
        return e instanceof RuntimeException known ? known : new UncheckedIOException(what, (IOException) e);
    }

    /** A step that needs the database, and may need the folders. */
    @FunctionalInterface
    public interface DatabaseStep<T> {
        T run() throws SQLException, IOException;
    }

    /**
     * Does a step with the database, and with the folders, for as long as it takes.
     *
     * @throws RefusedException if it fails for a reason that does not pass by itself
     */
    public <T> T patiently(String what, DatabaseStep<T> step) {
        return withLastWords(() -> retry.untilDone(what, step::run));
    }

    @Override
    public void close() {
        staging.close();
        heartbeat.close();
        lease.close();
    }
}
