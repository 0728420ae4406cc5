package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Patience;
import dev.tidegate.ingest.database.SideSession;
import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.stage.StagedAhead.Beginning;
import dev.tidegate.ingest.stage.StagedAhead.Upcoming;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.SQLExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The staging tables of a job, and the thread that begins to fill those of the next large micro-batch while one is merged:
 * the merge is what all others wait for.
 */
public final class StagingArea implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StagingArea.class);

    /** What a statement may take as long as nobody waits for it: the merge beside it may take as long. */
    private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(10);

    private final Database database;
    private final Judging judging;
    private final long epoch;
    private final List<StagingTables> inPlace = new CopyOnWriteArrayList<>();
    private final SideSession aside;
    private long lastNumber;

    public StagingArea(Database database, Judging judging, long epoch) {
        this.database = database;
        this.judging = judging;
        this.epoch = epoch;
        this.aside =
                new SideSession(database, "staging", LONGEST_STATEMENT, new SessionTables(judging.stream())::create);
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
    public Beginning begin(Upcoming next, StagingTables merging, IntPredicate knownAreExpected) {
        CompletableFuture<StagedAhead> begun = new CompletableFuture<>();
        SideSession.Work<Boolean> work = aside.begin(running -> {
            try {
                return stage(next, merging, knownAreExpected, running, begun);
            } finally {
                // Does nothing where it has begun.
                begun.cancel(false);
            }
        });
        if (work.hasEnded()) {
            begun.cancel(false);
        }
        return new Beginning(work, begun);
    }

    /** Returns whether the staging tables say which rows are known. */
    private boolean stage(
            Upcoming next,
            StagingTables merging,
            IntPredicate knownAreExpected,
            SideSession.Work<Boolean> work,
            CompletableFuture<StagedAhead> begun)
            throws SQLException, InterruptedException {
        StagingTables tables = newTables(work.connection());
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
        try {
            dropOthers(work, merging, tables);
            begun.complete(new StagedAhead(next.files(), tables, parts, work));
            // An interrupt may have been taken for something else by then.
            work.proveWanted();
            OptionalInt runs = runs(parts, next.derivesIds());
            if (runs.isEmpty() || !knownAreExpected.test(runs.getAsInt())) {
                return false;
            }
            // The one session that merges has only the known rows to judge then. What fails here, it does by itself.
            tables.lookUp(work, merging);
            return true;
        } finally {
            // Tasks do not go on for nobody, where this was cancelled. Does nothing where they are done.
            parts.cancel(true);
        }
    }

    /** In how many runs the rows lie; empty where they could not be staged: why not, who waits for the tasks hears. */
    private static OptionalInt runs(Future<List<StagedPart>> parts, boolean derivesIds) throws InterruptedException {
        try {
            return OptionalInt.of(StagedInTables.runs(parts.get(), derivesIds));
        } catch (ExecutionException | CancellationException e) {
            return OptionalInt.empty();
        }
    }

    /** What fails here fails again where it matters. */
    private void dropOthers(SideSession.Work<?> work, StagingTables merging, StagingTables next) {
        try {
            dropAllBut(work.connection(), Set.of(merging, next));
        } catch (SQLException e) {
            LOG.debug("Cannot drop staging tables aside", e);
            work.loseSession();
        }
    }

    /** Nothing that was begun aside goes on after that. */
    @Override
    public void close() {
        aside.close();
    }
}
