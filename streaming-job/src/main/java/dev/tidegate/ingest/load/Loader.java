package dev.tidegate.ingest.load;

import dev.tidegate.ingest.source.FileState;
import dev.tidegate.ingest.source.LandedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** Up to so many bytes of files the rows come to the driver, which copies them all; packed files may be far larger. */
    private static final long SMALL_BATCH = 16 << 20;

    /** How long the merge of a large micro-batch may take, and what each row adds. */
    private static final Duration LARGE_MERGE = Duration.ofMinutes(10);

    private static final Duration A_ROW = Duration.ofNanos(100_000);

    /** Where the database has no room for so many, it has none for any file. */
    private static final long A_FEW_RECORDS = 10;

    private final Database database;
    private final Judging judging;
    private final CountDownLatch stop;
    private final LoadListener listener;
    private final Lease lease;
    private final Heartbeat heartbeat;
    private final Deciding deciding;
    private final NewEvents newEvents = new NewEvents();
    private Connection prepared;
    private final StagingArea stagingArea;
    private StagedAhead ahead;

    private Loader(Database database, Judging judging, CountDownLatch stop, LoadListener listener, Lease lease) {
        this.database = database;
        this.judging = judging;
        this.stop = stop;
        this.listener = listener;
        this.lease = lease;
        this.heartbeat = new Heartbeat(database, lease, listener);
        this.deciding = new Deciding(judging.input(), judging.limits());
        this.stagingArea = new StagingArea(database, judging, lease.epoch());
    }

    /**
     * Waits for the database and for the right to write in it.
     *
     * @param judging how the tasks judge records
     * @param owner who asks, for people
     * @param takeOver whether to end another job's session at once instead of waiting until it is silent
     * @param used asked for the highest epoch that the folders know of: a restored database may not know it
     * @param stop counted down when the job is asked to stop
     * @param listener told how it goes, from several threads
     * @throws RefusedException if the database is not set up for this job
     * @throws StoppedException if the job is asked to stop while it waits
     */
    public static Loader start(
            Database database,
            String pipeline,
            Judging judging,
            String owner,
            boolean takeOver,
            UsedEpochs used,
            CountDownLatch stop,
            LoadListener listener) {
        Lease lease = Lease.acquire(database, pipeline, owner, takeOver, used, stop, listener);
        Loader loader = new Loader(database, judging, stop, listener, lease);
        loader.patiently("Cleaning up staging tables", () -> {
            StagingTables.dropLeftovers(lease.connection());
            return null;
        });
        return loader;
    }

    /** Which start of the job this is. */
    public long epoch() {
        return lease.epoch();
    }

    /** The ledger, as far as the moves of files go. */
    public Ledger ledger() {
        return new Ledger(lease);
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
     * Waits no more for a server that does not answer. Asked by a job that is to stop: one whose server lives finishes its
     * micro-batch, and the next start does what this one leaves.
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
     * @param next asked what will come next, once this one is staged; may know nothing
     * @throws RefusedException if the job must not go on
     * @throws StoppedException if the job is asked to stop while the database is away
     */
    public LoadResult load(Batch batch, RDD<InternalRow> landed, Supplier<Optional<Upcoming>> next) {
        String what = "Loading micro-batch %d of %d files"
                .formatted(batch.sparkBatchId(), batch.files().size());
        Patience patience = new Patience(stop, LOG, listener);
        Attempts attempts = new Attempts();
        Staged staged = stagedAhead(batch);
        boolean again = false;
        while (true) {
            try {
                if (staged == null) {
                    staged = stage(batch, landed, attempts.leftOut().keySet(), Long.MAX_VALUE)
                            .leavingOut(attempts.leftOut());
                }
                LoadResult result = mergeAndStageAhead(batch, staged, again ? Optional::empty : next);
                tidyUp(staged);
                heartbeat.retrying(null);
                return result;
            } catch (RefusedException | StoppedException | DatabaseWentBackException e) {
                throw e;
            } catch (SQLException | IOException | RuntimeException e) {
                SQLException failure = SqlFailure.in(e).orElseThrow(() -> unexpected(what, e));
                lease.lose();
                staged = afterFailure(batch, landed, attempts, staged, what, failure);
                again = true;
                awaitNextTry(patience, what, failure);
            }
        }
    }

    /** What is staged for the next try; null where it has to be staged anew. */
    private Staged afterFailure(
            Batch batch, RDD<InternalRow> landed, Attempts attempts, Staged staged, String what, SQLException failure) {
        if (SqlFailure.isOfRoom(failure)) {
            makeRoom();
        }
        switch (attempts.after(failure)) {
            case MERGE_AGAIN -> {
                // The server may have restarted, and then unlogged tables are empty.
                return staged instanceof StagedInResults ? staged : null;
            }
            case STAGE_AGAIN -> {
                return null;
            }
            case FIND_REFUSED -> {
                boolean noRoom = SqlFailure.isOfRoom(failure);
                LOG.warn("{}: the database {}; trying file by file", what, noRoom ? "has no room" : "refuses a value");
                attempts.found(findRefused(what, batch, landed, failure));
                return null;
            }
            default -> throw new RefusedException(what + " failed: " + Patience.firstLine(failure), failure);
        }
    }

    /** Gives back what staging takes: also what comes next may have filled the disk. */
    private void makeRoom() {
        if (ahead != null) {
            ahead.cancel();
            ahead = null;
        }
        try {
            stagingArea.dropAllBut(session(), Set.of());
        } catch (SQLException e) {
            LOG.debug("Cannot drop staging tables yet", e);
            lease.lose();
        }
    }

    private static RuntimeException unexpected(String what, Exception e) {
        return e instanceof RuntimeException known ? known : new UncheckedIOException(what, (IOException) e);
    }

    private Staged stagedAhead(Batch batch) {
        StagedAhead before = ahead;
        ahead = null;
        return before == null ? null : before.of(batch);
    }

    /** While the one is merged, the next begins to be staged. */
    private LoadResult mergeAndStageAhead(Batch batch, Staged staged, Supplier<Optional<Upcoming>> next)
            throws SQLException, IOException {
        if (!(staged instanceof StagedInTables merging) || ahead != null) {
            return inTransaction(batch, staged, MergeTransaction::run);
        }
        Optional<Upcoming> upcoming = next.get().filter(files -> isLarge(files.files()));
        if (upcoming.isEmpty()) {
            return inTransaction(batch, staged, MergeTransaction::run);
        }
        Future<StagedAhead> beginning = stagingArea.begin(upcoming.get(), merging.tables());
        try {
            return inTransaction(batch, staged, MergeTransaction::run);
        } finally {
            ahead = StagingArea.begun(beginning);
        }
    }

    private Duration limit(long rows) {
        Duration limit = LARGE_MERGE.plus(A_ROW.multipliedBy(rows));
        listener.merges(limit);
        return limit;
    }

    private Staged stage(Batch batch, RDD<InternalRow> landed, Set<Integer> leftOut, long most) throws SQLException {
        if (!isLarge(batch.files())) {
            try {
                return stage(batch, landed, leftOut, most, false);
            } catch (RuntimeException e) {
                if (!ToDriver.isTooMuch(e)) {
                    throw e;
                }
                LOG.info(
                        "What comes of {} small files is too much for the driver: staging it in tables",
                        batch.files().size());
            }
        }
        return stage(batch, landed, leftOut, most, true);
    }

    private Staged stage(Batch batch, RDD<InternalRow> landed, Set<Integer> leftOut, long most, boolean inTables)
            throws SQLException {
        long begin = System.nanoTime();
        if (!inTables) {
            StagingTarget target = ToDriver.with(landed.getNumPartitions());
            return new StagedInResults(run(batch, landed, leftOut, most, target), millisSince(begin));
        }
        stagingArea.dropAllBut(session(), ahead == null ? Set.of() : Set.of(ahead.tables()));
        StagingTables tables = stagingArea.newTables(session());
        StagingTarget target = new ToStagingTables(database, tables);
        return new StagedInTables(run(batch, landed, leftOut, most, target), tables, millisSince(begin));
    }

    private List<StagedPart> run(
            Batch batch, RDD<InternalRow> landed, Set<Integer> leftOut, long most, StagingTarget target)
            throws SQLException {
        return StagingJob.run(landed, new StageRecords(judging, batch.files(), leftOut, most, target));
    }

    private static int millisSince(long nanos) {
        return (int) ((System.nanoTime() - nanos) / 1_000_000);
    }

    private static boolean isLarge(List<LandedFile> files) {
        return files.stream().mapToLong(LandedFile::size).sum() > SMALL_BATCH
                || files.stream().anyMatch(LandedFile::packed);
    }

    private LoadResult inTransaction(Batch batch, Staged staged, Work work) throws SQLException, IOException {
        if (!(staged instanceof StagedInTables inTables)) {
            return work.with(new MergeTransaction(session(), lease, deciding, newEvents, batch, staged));
        }
        lease.connection();
        // A session of its own, in which views of the staging tables stand in for the tables of the session.
        try (Connection large = database.connect("merge", limit(staged.accepted()))) {
            createStaging(large, Sql.CREATE_STAGED_FILES);
            inTables.tables().show(large, inTables.winners());
            LoadResult result = work.with(new MergeTransaction(large, lease, deciding, newEvents, batch, staged));
            inTables.tables().hide(large);
            return result;
        }
    }

    /** What is done with a micro-batch that is staged. */
    private interface Work {
        LoadResult with(MergeTransaction transaction) throws SQLException, IOException;
    }

    /** The session of the lease, with its staging tables. */
    private Connection session() throws SQLException {
        Connection connection = lease.connection();
        if (connection != prepared) {
            createStaging(connection, Sql.CREATE_STAGING);
            createStaging(connection, Sql.CREATE_STAGED_FILES);
            prepared = connection;
        }
        return connection;
    }

    private static void createStaging(Connection connection, String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /**
     * Tries the files one by one, each in a transaction that is undone, and finds those that the database does not take:
     * for a value, or because they alone ask for more room than it has.
     */
    private Map<Integer, FileTally> findRefused(String what, Batch batch, RDD<InternalRow> landed, SQLException why) {
        Map<Integer, FileTally> refused = new TreeMap<>();
        for (int fileNo = 1; fileNo <= batch.files().size(); fileNo++) {
            int only = fileNo;
            // What a try leaves in the tables until they are vacuumed may take the room of the next: each has its own
            // patience, so that no file is tried once more because of another.
            patiently(what, () -> tryAlone(batch, landed, only)).ifPresent(tally -> refused.put(only, tally));
        }
        return refused.isEmpty() && SqlFailure.isOfRoom(why) ? allButTheFirst(batch) : refused;
    }

    /** @throws SQLException if it is not the file's fault: where there is no room for a few records, there is none for any file */
    private Optional<FileTally> tryAlone(Batch batch, RDD<InternalRow> landed, int fileNo)
            throws SQLException, IOException {
        Optional<SQLException> failure = rehearse(batch, landed, fileNo, A_FEW_RECORDS);
        if (failure.filter(SqlFailure::isOfRoom).isPresent()) {
            throw failure.get();
        }
        if (failure.isEmpty()) {
            failure = rehearse(batch, landed, fileNo, Long.MAX_VALUE);
        }
        return failure.isEmpty() ? Optional.empty() : Optional.of(refused(fileNo, failure.get()));
    }

    private static FileTally refused(int fileNo, SQLException why) throws SQLException {
        if (SqlFailure.isOfRoom(why)) {
            String message = "the database has room for its first records, but not for all: %s (SQLSTATE %s)"
                    .formatted(Patience.firstLine(why), why.getSQLState());
            return FileTally.leftOut(fileNo, FileState.UNREADABLE, Deciding.NO_ROOM, message);
        }
        if (SqlFailure.isOfValues(why)) {
            return FileTally.leftOut(fileNo, FileState.UNUSABLE, "refused_by_database", Patience.firstLine(why));
        }
        throw why;
    }

    /** There is room for each, but not for all of them at once. */
    private static Map<Integer, FileTally> allButTheFirst(Batch batch) {
        return IntStream.rangeClosed(2, batch.files().size())
                .mapToObj(fileNo -> FileTally.leftOut(
                        fileNo,
                        FileState.CHANGED,
                        Deciding.NO_ROOM,
                        "the database has no room for all files of the micro-batch at once"))
                .collect(Collectors.toMap(FileTally::fileNo, Function.identity()));
    }

    /** What the database says to a file alone, or to its first records; empty if it takes them. Nothing of it stays. */
    private Optional<SQLException> rehearse(Batch batch, RDD<InternalRow> landed, int only, long most)
            throws SQLException, IOException {
        Set<Integer> others = IntStream.rangeClosed(1, batch.files().size())
                .filter(other -> other != only)
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
        try {
            Staged staged = stage(batch, landed, others, most);
            inTransaction(batch, most == Long.MAX_VALUE ? staged : staged.asFarAsStaged(), MergeTransaction::rehearse);
            return Optional.empty();
        } catch (SQLException | RuntimeException e) {
            SQLException failure = SqlFailure.in(e).orElse(null);
            if (failure == null) {
                throw e;
            }
            return Optional.of(failure);
        }
    }

    /** Where more is coming, its staging has dropped the tables of the merge before, and will drop these. */
    private void tidyUp(Staged merged) {
        try {
            if (merged instanceof StagedInTables inTables) {
                inTables.tables().shrinkSums(session());
            }
            if (ahead == null) {
                stagingArea.dropAllBut(session(), Set.of());
            }
        } catch (SQLException e) {
            LOG.warn("Cannot drop staging tables yet: {}", Patience.firstLine(e));
            lease.lose();
        }
    }

    /** Does a step with the database, and with the folders, for as long as it takes. */
    public <T> T patiently(String what, DatabaseStep<T> step) {
        Patience patience = new Patience(stop, LOG, listener);
        while (true) {
            try {
                T done = step.run();
                heartbeat.retrying(null);
                return done;
            } catch (SQLException e) {
                if (SqlFailure.of(e) == SqlFailure.REFUSE) {
                    throw new RefusedException(what + " failed: " + Patience.firstLine(e), e);
                }
                lease.lose();
                awaitNextTry(patience, what, e);
            } catch (IOException e) {
                awaitNextTry(patience, what, e);
            }
        }
    }

    private void awaitNextTry(Patience patience, String what, Exception failure) {
        heartbeat.retrying(what + ": " + Patience.firstLine(failure));
        patience.await(what, failure);
    }

    /** A step that needs the database, and may need the folders. */
    @FunctionalInterface
    public interface DatabaseStep<T> {
        T run() throws SQLException, IOException;
    }

    @Override
    public void close() {
        if (ahead != null) {
            ahead.cancel();
        }
        stagingArea.close();
        heartbeat.close();
        lease.close();
    }
}
