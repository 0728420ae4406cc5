package dev.tidegate.ingest.load;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Lease;
import dev.tidegate.ingest.database.Patience;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.stage.Batch;
import dev.tidegate.ingest.stage.Judging;
import dev.tidegate.ingest.stage.StageRecords;
import dev.tidegate.ingest.stage.Staged;
import dev.tidegate.ingest.stage.StagedAhead;
import dev.tidegate.ingest.stage.StagedAhead.Beginning;
import dev.tidegate.ingest.stage.StagedAhead.Upcoming;
import dev.tidegate.ingest.stage.StagedInResults;
import dev.tidegate.ingest.stage.StagedInTables;
import dev.tidegate.ingest.stage.StagedPart;
import dev.tidegate.ingest.stage.StagingArea;
import dev.tidegate.ingest.stage.StagingJob;
import dev.tidegate.ingest.stage.StagingTables;
import dev.tidegate.ingest.stage.StagingTarget;
import dev.tidegate.ingest.stage.ToDriver;
import dev.tidegate.ingest.stage.ToStagingTables;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stages micro-batches: small ones by the driver, large ones by the tasks, and the next large one while one is merged. */
final class Staging implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loader.class);

    /** A micro-batch whose files have no more bytes than these is staged by the driver; packed files may be far larger. */
    private static final long SMALL_BATCH = 16 << 20;

    private final Database database;
    private final LeaseSession session;
    private final Judging judging;
    private final StagingArea area;
    private final SharedCores cores;
    private final IntPredicate knownAreExpected;
    private StagedAhead ahead;
    private Duration mergeBefore = Duration.ZERO;

    /** @param knownAreExpected whether some rows of a micro-batch with so many runs are probably known; asked by any thread */
    Staging(
            Database database,
            Lease lease,
            LeaseSession session,
            Judging judging,
            SharedCores cores,
            IntPredicate knownAreExpected) {
        this.database = database;
        this.session = session;
        this.judging = judging;
        this.area = new StagingArea(database, judging, lease.epoch());
        this.cores = cores;
        this.knownAreExpected = knownAreExpected;
    }

    /** What was staged of it ahead of its turn; empty where nothing was, or something went wrong. */
    Optional<Staged> stagedAhead(Batch batch) {
        StagedAhead before = ahead;
        if (before == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(before.of(batch, mergeBefore));
        } finally {
            endAhead();
        }
    }

    /**
     * Stages a micro-batch.
     *
     * @param leftOut file numbers whose records are not staged
     * @param most records of a file, or of a range of it, that are staged
     */
    Staged stage(Batch batch, RDD<InternalRow> landed, Set<Integer> leftOut, long most) throws SQLException {
        if (!isLarge(batch.files())) {
            try {
                return inResults(batch, landed, leftOut, most);
            } catch (RuntimeException e) {
                if (!ToDriver.isTooMuch(e)) {
                    throw e;
                }
                LOG.info(
                        "What comes of {} small files is too much for the driver: staging it in tables",
                        batch.files().size());
            }
        }
        return inTables(batch, landed, leftOut, most);
    }

    private static boolean isLarge(List<LandedFile> files) {
        return files.stream().mapToLong(LandedFile::size).sum() > SMALL_BATCH
                || files.stream().anyMatch(LandedFile::packed);
    }

    private Staged inResults(Batch batch, RDD<InternalRow> landed, Set<Integer> leftOut, long most)
            throws SQLException {
        long begin = System.nanoTime();
        StagingTarget target = ToDriver.with(landed.getNumPartitions());
        return new StagedInResults(run(batch, landed, leftOut, most, target), millisSince(begin));
    }

    private Staged inTables(Batch batch, RDD<InternalRow> landed, Set<Integer> leftOut, long most) throws SQLException {
        long begin = System.nanoTime();
        area.dropAllBut(session.connection(), ahead == null ? Set.of() : Set.of(ahead.tables()));
        StagingTables tables = area.newTables(session.connection());
        StagingTarget target = new ToStagingTables(database, tables);
        return new StagedInTables(
                run(batch, cores.leaveOne(landed), leftOut, most, target), tables, false, millisSince(begin));
    }

    private List<StagedPart> run(
            Batch batch, RDD<InternalRow> landed, Set<Integer> leftOut, long most, StagingTarget target)
            throws SQLException {
        return StagingJob.run(landed, new StageRecords(judging, batch.files(), leftOut, most, target));
    }

    private static int millisSince(long nanos) {
        return (int) ((System.nanoTime() - nanos) / 1_000_000);
    }

    /** The merge of a micro-batch. */
    interface MergeStep<T> {
        T run() throws SQLException, IOException;
    }

    /** While a large micro-batch is merged, the next large one begins to be staged. */
    <T> T whileNextIsStaged(Staged staged, Supplier<Optional<Upcoming>> next, MergeStep<T> merge)
            throws SQLException, IOException {
        if (!(staged instanceof StagedInTables merging) || ahead != null) {
            return merge.run();
        }
        Optional<Upcoming> upcoming = next.get().filter(files -> isLarge(files.files()));
        if (upcoming.isEmpty() || !cores.beginAhead()) {
            return merge.run();
        }
        Beginning beginning = area.begin(upcoming.get(), merging.tables(), knownAreExpected);
        long begin = System.nanoTime();
        try {
            return merge.run();
        } finally {
            mergeBefore = Duration.ofNanos(System.nanoTime() - begin);
            ahead = beginning.begun();
            if (ahead == null) {
                cores.endAhead();
            }
        }
    }

    /** What was staged and survives an error of the database: after a restart of the server unlogged tables are empty. */
    static Optional<Staged> surviving(Optional<Staged> staged) {
        return staged.filter(StagedInResults.class::isInstance);
    }

    /** Gives back what staging takes: also what comes next may have filled the disk. */
    void makeRoom() {
        cancelAhead();
        try {
            area.dropAllBut(session.connection(), Set.of());
        } catch (SQLException e) {
            LOG.debug("Cannot drop staging tables yet", e);
            session.lose();
        }
    }

    /** Where more is coming, its staging has dropped the tables of the merge before, and will drop these. */
    void tidyUp(Staged merged) {
        try {
            if (merged instanceof StagedInTables inTables) {
                inTables.tables().shrinkSums(session.connection());
            }
            if (ahead == null) {
                area.dropAllBut(session.connection(), Set.of());
            }
        } catch (SQLException e) {
            LOG.warn("Cannot drop staging tables yet: {}", Patience.firstLine(e));
            session.lose();
        }
    }

    private void endAhead() {
        ahead = null;
        cores.endAhead();
    }

    private void cancelAhead() {
        if (ahead != null) {
            ahead.cancel();
            endAhead();
        }
    }

    @Override
    public void close() {
        cancelAhead();
        area.close();
    }
}
