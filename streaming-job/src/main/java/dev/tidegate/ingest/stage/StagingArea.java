package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Patience;
import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.stage.StagedAhead.Upcoming;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
     */
    public Future<StagedAhead> begin(Upcoming next, StagingTables merging) {
        return aside.submit(() -> {
            try {
                return stage(next, merging);
            } catch (SQLException e) {
                endSession();
                throw e;
            }
        });
    }

    private StagedAhead stage(Upcoming next, StagingTables merging) throws SQLException {
        if (session == null) {
            session = database.connect("staging");
            sessionTables.create(session);
        }
        StagingTables tables = newTables(session);
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
        StagedAhead ahead = new StagedAhead(next.files(), tables, parts);
        dropOthers(merging, tables);
        return ahead;
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
        endSession();
    }
}
