package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Patience;
import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.stage.StagedAhead.LookUp;
import dev.tidegate.ingest.stage.StagedAhead.Upcoming;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.SQLExecution;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The staging tables of a job, and the thread that begins to fill those of the next large micro-batch while one is merged:
 * the merge is what all others wait for.
 */
public final class StagingArea implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StagingArea.class);

    /** As long as a merge of its rows may take, which would have to look them up. */
    private static final Duration LOOK_UP_LIMIT = Duration.ofMinutes(10);

    private final Database database;
    private final Judging judging;
    private final SessionTables sessionTables;
    private final long epoch;
    private final List<StagingTables> inPlace = new CopyOnWriteArrayList<>();
    private final ExecutorService aside = Executors.newSingleThreadExecutor(StagingArea::thread);
    private volatile Connection session;
    private long lastNumber;

    public StagingArea(Database database, Judging judging, long epoch) {
        this.database = database;
        this.judging = judging;
        this.sessionTables = new SessionTables(judging.stream());
        this.epoch = epoch;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "stage-ahead");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Makes the tables of a micro-batch.
     *
     * @param connection has the tables of a session, see {@code create_staging.sql}
     */
    public StagingTables newTables(Connection connection) throws SQLException {
        StagingTables tables = new StagingTables(judging.stream(), epoch, ++lastNumber);
        inPlace.add(tables);
        tables.create(connection);
        return tables;
    }

    /** Drops all tables but these. One that a task still holds, which nobody waits for any more, is left for another time. */
    public void dropAllBut(Connection connection, Set<StagingTables> inUse) throws SQLException {
        for (StagingTables tables : inPlace) {
            if (!inUse.contains(tables)) {
                drop(connection, tables);
            }
        }
    }

    private void drop(Connection connection, StagingTables tables) throws SQLException {
        try {
            tables.drop(connection);
            inPlace.remove(tables);
        } catch (SQLException e) {
            if (!SqlFailure.isLockTimeout(e)) {
                throw e;
            }
            LOG.warn("Cannot drop {} yet: {}", tables, Patience.firstLine(e));
        }
    }

    /**
     * Begins to stage what comes next, with a session of its own, and drops what is not needed any more. Until it has begun,
     * nothing else may be made or dropped here.
     *
     * @param merging the tables that are being merged
     * @param knownAreExpected asked when all is staged, in so many runs: whether it helps to know which rows are known
     */
    public Future<StagedAhead> begin(Upcoming next, StagingTables merging, IntPredicate knownAreExpected) {
        return aside.submit(() -> {
            try {
                return stage(next, merging, knownAreExpected);
            } catch (SQLException e) {
                endSession();
                throw e;
            }
        });
    }

    private StagedAhead stage(Upcoming next, StagingTables merging, IntPredicate knownAreExpected) throws SQLException {
        StagingTables tables = newTables(session());
        RDD<InternalRow> rows = next.rows().get();
        // This thread was made in the midst of a micro-batch, and the execution that Spark counts that one's jobs to
        // has ended.
        rows.sparkContext().setLocalProperty(SQLExecution.EXECUTION_ID_KEY(), null);
        // A core is left for the merge: the database may be on this machine.
        var parts = rows.toJavaRDD()
                .coalesce(StagingJob.tasksWithoutOneCore(rows))
                .mapPartitions(new StageRecords(
                        judging, next.files(), Set.of(), Long.MAX_VALUE, new ToStagingTables(database, tables)))
                .collectAsync();
        dropOthers(merging, tables);
        Future<Boolean> lookedUp = aside.submit(() -> {
            OptionalInt runs = runs(parts, next.derivesIds());
            return runs.isPresent() && knownAreExpected.test(runs.getAsInt()) && lookUp(tables, merging);
        });
        return new StagedAhead(next.files(), tables, parts, new LookUp(lookedUp, this::cancelQuery));
    }

    private Connection session() throws SQLException {
        if (session == null) {
            Connection fresh = database.connect("staging", LOOK_UP_LIMIT);
            session = fresh;
            sessionTables.create(fresh);
        }
        return session;
    }

    /** In how many runs the rows lie; empty where they could not be staged: why not, who waits for the tasks hears. */
    private static OptionalInt runs(Future<List<StagedPart>> parts, boolean derivesIds) throws InterruptedException {
        try {
            return OptionalInt.of(StagedInTables.runs(parts.get(), derivesIds));
        } catch (ExecutionException | CancellationException e) {
            return OptionalInt.empty();
        }
    }

    /** The one session that merges has only the known rows to judge then. What fails here, it does by itself. */
    private boolean lookUp(StagingTables tables, StagingTables merging) {
        try {
            tables.lookUp(session(), merging);
            return true;
        } catch (SQLException e) {
            LOG.debug("Cannot look up which rows are known", e);
            endSession();
            return false;
        }
    }

    /** The server does not notice by itself that nobody waits for a look-up any more. */
    private void cancelQuery() {
        Connection running = session;
        if (running != null) {
            try {
                running.unwrap(PGConnection.class).cancelQuery();
            } catch (SQLException e) {
                LOG.debug("Cancelling a look-up failed", e);
            }
        }
    }

    /** What fails here fails again where it matters. */
    private void dropOthers(StagingTables merging, StagingTables next) {
        try {
            dropAllBut(session, Set.of(merging, next));
        } catch (SQLException e) {
            LOG.debug("Cannot drop staging tables aside", e);
            endSession();
        }
    }

    /** What was begun; null where that failed: then the micro-batch is staged when its turn has come. */
    public static StagedAhead begun(Future<StagedAhead> beginning) {
        try {
            return beginning.get();
        } catch (ExecutionException e) {
            LOG.debug("Cannot stage the next micro-batch ahead", e);
            return null;
        } catch (InterruptedException e) {
            // The next one that waits finds it.
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void endSession() {
        Connection ended = session;
        session = null;
        if (ended != null) {
            try {
                ended.close();
            } catch (SQLException e) {
                LOG.debug("Closing the session for staging failed", e);
            }
        }
    }

    @Override
    public void close() {
        aside.shutdownNow();
        cancelQuery();
        endSession();
    }
}
