package dev.tidegate.ingest.load;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Lease;
import dev.tidegate.ingest.database.LoadListener;
import dev.tidegate.ingest.merge.Deciding;
import dev.tidegate.ingest.merge.LoadResult;
import dev.tidegate.ingest.merge.Merge;
import dev.tidegate.ingest.merge.MergeTransaction;
import dev.tidegate.ingest.merge.NewEvents;
import dev.tidegate.ingest.merge.Statements;
import dev.tidegate.ingest.merge.UnchangedTable;
import dev.tidegate.ingest.merge.WaitingForParents;
import dev.tidegate.ingest.stage.Batch;
import dev.tidegate.ingest.stage.Judging;
import dev.tidegate.ingest.stage.Staged;
import dev.tidegate.ingest.stage.StagedInTables;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Merges what is staged: in the session that has it, or in one of its own that sees the tables of the tasks. */
final class Merging {

    /** How long the merge of a large micro-batch may take, and what each row adds. */
    private static final Duration LARGE_MERGE = Duration.ofMinutes(10);

    private static final Duration A_ROW = Duration.ofNanos(100_000);

    private final Database database;
    private final Lease lease;
    private final LeaseSession session;
    private final LoadListener listener;
    private final Deciding deciding;
    private final Statements statements;
    private final NewEvents newEvents;
    private final UnchangedTable table;

    Merging(
            Database database,
            Lease lease,
            LeaseSession session,
            LoadListener listener,
            Judging judging,
            Duration hold) {
        this.database = database;
        this.lease = lease;
        this.session = session;
        this.listener = listener;
        this.statements = Statements.of(judging.stream());
        this.newEvents = new NewEvents(judging.stream());
        this.table = new UnchangedTable(judging.stream());
        this.deciding = new Deciding(judging.input(), judging.limits(), new WaitingForParents(hold), judging.stream());
    }

    /**
     * Whether the next large micro-batch probably has rows that the table knows, and it helps to know before which they are.
     *
     * @param runs as {@link Staged#runs} says
     */
    boolean expectsKnownRows(int runs) {
        return newEvents.areWorthALookUp(runs);
    }

    /** Those about the table of the stream. */
    Statements statements() {
        return statements;
    }

    /** The transaction of a micro-batch: when this returns, it is committed. */
    LoadResult merge(Batch batch, Staged staged) throws SQLException, IOException {
        return inTransaction(batch, staged, MergeTransaction::run);
    }

    /** Runs all that can fail on a value, and undoes it. */
    void rehearse(Batch batch, Staged staged) throws SQLException, IOException {
        inTransaction(batch, staged, MergeTransaction::rehearse);
    }

    /** What is done with a micro-batch that is staged. */
    private interface Work {
        LoadResult with(MergeTransaction transaction) throws SQLException, IOException;
    }

    private LoadResult inTransaction(Batch batch, Staged staged, Work work) throws SQLException, IOException {
        if (!(staged instanceof StagedInTables inTables)) {
            return work.with(new MergeTransaction(
                    session.connection(), lease, statements, deciding, newEvents, table, batch, staged));
        }
        lease.connection();
        // A session of its own, in which views of the staging tables stand in for the tables of the session.
        try (Connection large = database.connect("merge", limit(staged.accepted()))) {
            Merge.createStagedFiles(large);
            inTables.tables().show(large, inTables.winners());
            LoadResult result = work.with(
                    new MergeTransaction(large, lease, statements, deciding, newEvents, table, batch, staged));
            inTables.tables().hide(large);
            return result;
        }
    }

    private Duration limit(long rows) {
        Duration usual = LARGE_MERGE.plus(A_ROW.multipliedBy(rows));
        Duration limit = database.limit().compareTo(usual) > 0 ? database.limit() : usual;
        listener.merges(limit);
        return limit;
    }
}
