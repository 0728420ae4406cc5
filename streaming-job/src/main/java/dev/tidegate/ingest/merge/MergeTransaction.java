package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.Lease;
import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.database.StorableTime;
import dev.tidegate.ingest.fault.FaultPoint;
import dev.tidegate.ingest.merge.Deciding.KnownFile;
import dev.tidegate.ingest.merge.FileOutcome.Kind;
import dev.tidegate.ingest.merge.LoadResult.Durations;
import dev.tidegate.ingest.merge.UnchangedTable.TableChangedException;
import dev.tidegate.ingest.merge.Writing.Written;
import dev.tidegate.ingest.source.FileState;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.stage.Batch;
import dev.tidegate.ingest.stage.FileTally;
import dev.tidegate.ingest.stage.SessionTables;
import dev.tidegate.ingest.stage.Staged;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one transaction of a micro-batch: staging, fence, ledger, merge, dead letters, totals, COMMIT.
 *
 * <p>The order matters. Nothing is locked while rows are copied; the ledger is asked only behind the fence, since without
 * it the answer may miss a COMMIT whose answer got lost.
 */
public final class MergeTransaction {

    private static final Logger LOG = LoggerFactory.getLogger(MergeTransaction.class);

    private final Connection connection;
    private final Lease lease;
    private final Statements statements;
    private final SessionTables tables;
    private final Deciding deciding;
    private final NewEvents newEvents;
    private final UnchangedTable table;
    private final Batch batch;
    private final Staged staged;
    private final boolean large;

    public MergeTransaction(
            Connection connection,
            Lease lease,
            Statements statements,
            Deciding deciding,
            NewEvents newEvents,
            UnchangedTable table,
            Batch batch,
            Staged staged) {
        this.connection = connection;
        this.lease = lease;
        this.statements = statements;
        this.tables = new SessionTables(statements.stream());
        this.deciding = deciding;
        this.newEvents = newEvents;
        this.table = table;
        this.batch = batch;
        this.staged = staged;
        this.large = staged.isLarge();
    }

    /**
     * Runs it: when this returns, it is committed.
     *
     * @throws RefusedException if another job has taken over
     * @throws TableChangedException if the table is not what it was at the first try
     */
    public LoadResult run() throws SQLException, IOException {
        return orUndone(this::load);
    }

    /** Runs all that can fail on a value, and undoes it. Takes no lock that another waits for. */
    public LoadResult rehearse() throws SQLException, IOException {
        return orUndone(this::loadAndRollBack);
    }

    private LoadResult loadAndRollBack() throws SQLException, IOException {
        staged.copyInto(connection, tables);
        Merge.numberRepeatedRows(connection, statements, batch.derivedIds());
        List<FileTally> tallies = staged.tallies();
        preparePlans();
        Fence none = Fence.rehearsal(lease.stream(), batch.files().size());
        List<Decision> loaded = tallies.stream()
                .filter(tally -> tally.state() == FileState.COMPLETE && tally.accepted() + tally.rejected() > 0)
                .map(tally -> new Decision(file(tally), tally, Kind.LOADED, null, null))
                .toList();
        Counts counts = writing(none)
                .write(loaded, deciding.refusalsAtOnce(), expectation())
                .counts();
        table.prove(connection);
        Merge.checkDeferred(connection);
        connection.rollback();
        return new LoadResult(0, counts, Map.of(), List.of(), new Durations(0, 0, 0));
    }

    /** Steps that end with COMMIT or ROLLBACK, unless they fail. */
    private interface Steps {
        LoadResult run() throws SQLException, IOException;
    }

    private LoadResult orUndone(Steps steps) throws SQLException, IOException {
        connection.setAutoCommit(false);
        try {
            LoadResult result = steps.run();
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException e) {
            undo(e);
            table.proveAfter(e, connection);
            throw e;
        } catch (IOException | RuntimeException e) {
            undo(e);
            throw e;
        }
    }

    private void undo(Exception why) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private LoadResult load() throws SQLException, IOException {
        long copyBegin = System.nanoTime();
        staged.copyInto(connection, tables);
        Merge.numberRepeatedRows(connection, statements, batch.derivedIds());
        List<FileTally> tallies = staged.tallies();
        preparePlans();
        staged.handOverSums(connection);
        long mergeBegin = System.nanoTime();

        FaultPoint.BEFORE_MERGE.strike();
        Fence fence = passFence();
        lease.seen().prove(connection);
        List<Decision> decided = deciding.decide(batch, tallies, knownFiles(tallies));
        Writing.Refusals refusals = deciding.refusals(fence.loadedAt().toInstant());
        Writing writing = writing(fence);
        Optional<String> comesBack = mayComeBack(writing, Writing.entering(decided));
        Written written = Writing.entering(decided).isEmpty()
                ? new Written(decided, Counts.NONE)
                : writing.write(decided, refusals, expectation());
        List<Decision> decisions = written.decisions();
        List<Decision> entering = Writing.entering(decisions);
        if (entering.isEmpty()) {
            connection.rollback();
            List<FileOutcome> outcomes = seen(outcomes(decisions, fence));
            return new LoadResult(0, Counts.NONE, Map.of(), outcomes, new Durations(staged.millis(), 0, 0));
        }
        table.prove(connection);
        Merge merge = writing.merge();
        Counts counts = written.counts();
        staged.takeSumsBack(connection);
        merge.addTotals(entering.size(), newest(entering, fence), counts);
        Durations durations =
                new Durations(staged.millis(), millis(mergeBegin - copyBegin), millis(System.nanoTime() - mergeBegin));
        merge.insertBatch(batch, entering.size(), counts, durations);
        Merge.checkDeferred(connection);
        FaultPoint.BEFORE_COMMIT.strike();
        connection.commit();
        FaultPoint.AFTER_COMMIT.strike();
        comesBack.ifPresent(LOG::warn);
        if (large) {
            newEvents.saw(counts);
        }
        entering.forEach(decision -> deciding.done(decision.file()));
        List<FileOutcome> outcomes = seen(outcomes(decisions, fence));
        return new LoadResult(fence.batchId(), counts, merge.rejects(), outcomes, durations);
    }

    /** What is to be said of deliveries that are older than what retention has removed; whether they are wrong nobody knows here. */
    private Optional<String> mayComeBack(Writing writing, List<Decision> entering) throws SQLException {
        Optional<RemovedTombstones> removed = entering.isEmpty()
                ? Optional.empty()
                : RemovedTombstones.of(connection, statements).filter(RemovedTombstones::areOrderedByTime);
        if (removed.isEmpty()) {
            return Optional.empty();
        }
        return writing.olderThan(removed.get(), entering)
                .map(older ->
                        ("New rows that are older than tombstones which retention has removed: %,d, the first from %s"
                                        + " line %d. If one had been taken away, it is back: keep tombstones for longer than"
                                        + " producers send older versions")
                                .formatted(
                                        older.records(),
                                        batch.file(older.fileNo()).name(),
                                        older.line()));
    }

    private Writing writing(Fence fence) {
        return new Writing(connection, statements, fence, decision -> Writing.delivery(decision, fence));
    }

    private static long newest(List<Decision> entering, Fence fence) {
        return entering.stream()
                .mapToLong(decision -> fence.fileId(decision.tally().fileNo()))
                .max()
                .orElseThrow();
    }

    private void preparePlans() throws SQLException {
        if (large) {
            Merge.prepareManyRows(connection);
            staged.countRows(connection, tables);
        }
    }

    private Merge.Expectation expectation() {
        return new Merge.Expectation() {
            @Override
            public NewEvents.Expected get() throws SQLException {
                return large
                        ? newEvents.of(connection, staged.runs(batch), staged.isLookedUp())
                        : NewEvents.Expected.ANY;
            }

            @Override
            public void met() {
                newEvents.met();
            }
        };
    }

    private Fence passFence() throws SQLException {
        Optional<Fence> passed = Fence.pass(
                connection, lease.stream(), lease.epoch(), batch.files().size());
        if (passed.isEmpty()) {
            throw lease.shutOut(connection);
        }
        return passed.get();
    }

    private Map<Integer, KnownFile> knownFiles(List<FileTally> tallies) throws SQLException {
        Map<Integer, KnownFile> known = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(Sql.FIND_IN_LEDGER)) {
            statement.setArray(1, array("int4", tallies, FileTally::fileNo));
            statement.setArray(2, array("text", tallies, tally -> file(tally).name()));
            statement.setArray(3, array("int8", tallies, tally -> file(tally).size()));
            statement.setArray(
                    4,
                    array(
                            "timestamptz",
                            tallies,
                            tally -> StorableTime.text(file(tally).modifiedMillis())));
            statement.setArray(5, array("text", tallies, tally -> file(tally).etag()));
            statement.setString(6, lease.stream());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    int fileNo = row.getInt("place");
                    var file = batch.file(fileNo);
                    LedgerFile entry = new LedgerFile(
                            row.getLong("file_id"),
                            file.name(),
                            file.stat(),
                            row.getString("state").equals("quarantined"),
                            row.getString("sha256"),
                            row.getString("archive_path"));
                    known.put(fileNo, new KnownFile(entry, row.getBoolean("to_be_moved")));
                }
            }
        }
        return known;
    }

    private LandedFile file(FileTally tally) {
        return batch.file(tally.fileNo());
    }

    private static List<FileOutcome> outcomes(List<Decision> decisions, Fence fence) {
        List<FileOutcome> outcomes = new ArrayList<>();
        for (Decision decision : decisions) {
            LedgerFile row = decision.known();
            if (decision.entersLedger()) {
                row = new LedgerFile(
                        fence.fileId(decision.tally().fileNo()),
                        decision.file().name(),
                        decision.file().stat(),
                        decision.kind() == Kind.QUARANTINED,
                        Deciding.hex(Deciding.sha256(decision.file(), decision.tally())),
                        Writing.archivePath(decision, fence));
            }
            outcomes.add(new FileOutcome(decision.file(), decision.kind(), row, decision.message()));
        }
        return outcomes;
    }

    /** Their rows are committed, be it by an earlier try whose answer got lost. */
    private List<FileOutcome> seen(List<FileOutcome> outcomes) {
        outcomes.stream().map(FileOutcome::row).filter(Objects::nonNull).forEach(row -> lease.seen()
                .committed(row.fileId(), row.sha256()));
        return outcomes;
    }

    private <T> Array array(String type, List<T> items, Function<T, Object> value) throws SQLException {
        return connection.createArrayOf(type, items.stream().map(value).toArray());
    }

    private static int millis(long nanos) {
        return (int) (nanos / 1_000_000);
    }
}
