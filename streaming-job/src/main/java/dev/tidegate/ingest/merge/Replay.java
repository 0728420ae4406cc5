package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.UnusableFileException;
import dev.tidegate.ingest.merge.FileOutcome.Kind;
import dev.tidegate.ingest.merge.LoadResult.Durations;
import dev.tidegate.ingest.merge.Writing.Written;
import dev.tidegate.ingest.source.FileState;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.stage.Batch;
import dev.tidegate.ingest.stage.FileTally;
import dev.tidegate.ingest.stage.SessionRows;
import dev.tidegate.ingest.stage.SessionTables;
import dev.tidegate.ingest.stage.Staged;
import dev.tidegate.ingest.stream.Row;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Loads a file of the ledger once more, or some of its records, in one transaction beside a job that may be running.
 *
 * <p>Its rows keep file id and line of the delivery, so an old file cannot undo what came later. The replay has a row of
 * its own in the ledger, and its own dead letters. What was staged and not committed is undone by {@link #close}.
 */
public final class Replay implements AutoCloseable {

    /** What a merge may take. */
    private static final Duration LONGEST = Duration.ofHours(24);

    /** There is one file in a replay. */
    private static final int FILE_NO = 1;

    /** Reason of a file that may bring rows back that had been taken away. */
    private static final String OLDER_THAN_TOMBSTONES = "older_than_tombstones";

    /** What stands in {@code ingest_batches} instead of Spark's numbers. */
    private static final Batch NO_SPARK = new Batch("replay", -1, List.of(), Instant.EPOCH);

    private final Connection connection;
    private final Statements statements;
    private final String stream;
    private final UnchangedTable table;
    private final LedgerFile delivery;
    private final boolean derivesIds;
    private final Instant startedAt = Instant.now();
    private final SessionRows rows;
    private long accepted;
    private long filtered;
    private long rejected;
    private String firstError;
    private final LeftOpen leftOpen = new LeftOpen();
    private Fence fence;

    private Replay(
            Connection connection,
            Statements statements,
            UnchangedTable table,
            LedgerFile delivery,
            boolean derivesIds) {
        this.table = table;
        this.derivesIds = derivesIds;
        this.connection = connection;
        this.statements = statements;
        this.stream = statements.stream().name();
        this.rows = new SessionRows(connection, statements.stream(), FILE_NO);
        this.delivery = delivery;
    }

    /**
     * Begins the transaction.
     *
     * @param statements of the stream whose file it is
     * @param table of the stream, as it was when it was compared with what is declared
     * @param delivery the row of the ledger by which the file was delivered, not that of an earlier replay
     * @param derivesIds whether the event ids are made of other columns: then all records must be told, see {@link #count}
     */
    public static Replay begin(
            Database database, Statements statements, UnchangedTable table, LedgerFile delivery, boolean derivesIds)
            throws SQLException {
        Connection connection = database.connect("replay", LONGEST);
        try (Statement statement = connection.createStatement()) {
            // The job may be merging a large file, and holds the fence as long.
            statement.execute("SET lock_timeout = '60s'");
            statement.execute("SET idle_in_transaction_session_timeout = '10min'");
            new SessionTables(statements.stream()).create(connection);
            statement.execute(Sql.CREATE_STAGED_FILES);
            connection.setAutoCommit(false);
            return new Replay(connection, statements, table, delivery, derivesIds);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Stages a record that is an event. */
    public void accept(long line, long byteOffset, long byteLength, Row event) throws SQLException {
        accepted++;
        rows.row(line, byteOffset, byteLength, event);
    }

    /**
     * Tells of a record that is not sent. Where ids are derived, what came before in the file decides about the ids of what
     * follows; elsewhere nothing is done.
     *
     * @param id that was made of its columns
     */
    public void count(long line, UUID id) throws SQLException {
        if (derivesIds) {
            rows.other(line, id);
        }
    }

    /** Counts a record whose kind of event is none that is kept. */
    public void filter() {
        filtered++;
    }

    /**
     * Stages a record that is refused.
     *
     * @param column null where the record as a whole is
     * @param raw its first bytes
     */
    public void reject(
            long line, long byteOffset, long byteLength, String reason, String column, String message, byte[] raw)
            throws SQLException {
        rejected++;
        if (firstError == null) {
            firstError = "line %d: %s: %s".formatted(line, reason, message);
        }
        rows.reject(line, byteOffset, byteLength, reason, column, message, raw);
    }

    /**
     * Passes the fence and merges what is staged, which is a whole file. Rows that the table refuses are rejects of the replay. From
     * here to the end of the transaction a running job waits.
     *
     * @param read records that the reader handed out: the sum of what was accepted, filtered and rejected
     * @param kept folder in which the file is now
     * @throws IOException if records that the table refuses cannot be read again
     * @throws UnusableFileException if it may bring rows back that had been taken away
     */
    public Counts merge(long read, Folder kept) throws SQLException, IOException {
        Deciding deciding =
                new Deciding(kept, FileLimits.NONE, new WaitingForParents(Duration.ZERO), statements.stream());
        Written written = merge(read, deciding.refusalsAtOnce());
        Decision decision = written.decisions().get(0);
        if (!decision.entersLedger()) {
            throw new IOException(decision.message());
        }
        return written.counts();
    }

    /**
     * The same of some records of the file, which are open dead letters. Those that the table refuses are as if they had not been sent:
     * see {@link #stillRefused}.
     *
     * @param sent how many
     * @throws UnusableFileException if they may bring rows back that had been taken away
     */
    public Counts mergeSome(long sent) throws SQLException, UnusableFileException {
        return merge(sent, leftOpen).counts();
    }

    /** What the table refused of {@link #mergeSome}: byte offsets at which the records begin. */
    public Set<Long> stillRefused() {
        return Set.copyOf(leftOpen.places);
    }

    /** What the table says to the first of them; null where there is none. */
    public String firstRefusal() {
        return leftOpen.first;
    }

    private Written merge(long read, Writing.Refusals refusals) throws SQLException, UnusableFileException {
        rows.finish();
        Merge.numberRepeatedRows(connection, statements, derivesIds ? Set.of(FILE_NO) : Set.of());
        preparePlans();
        long begin = System.nanoTime();
        fence = passFence();
        Writing writing = new Writing(connection, statements, fence, this::staged);
        List<Decision> sent = List.of(sent(read));
        refuseOlderThanTombstones(writing, sent);
        Written written = writing.write(sent, refusals, this::expected);
        if (!Writing.entering(written.decisions()).isEmpty()) {
            Merge merge = writing.merge();
            merge.addTotals(1, fence.fileId(FILE_NO), written.counts());
            int millis = (int) ((System.nanoTime() - begin) / 1_000_000);
            Batch batch = new Batch(NO_SPARK.queryId(), NO_SPARK.sparkBatchId(), List.of(), startedAt);
            merge.insertBatch(batch, 1, written.counts(), new Durations(0, 0, millis));
        }
        return written;
    }

    private void refuseOlderThanTombstones(Writing writing, List<Decision> sent)
            throws SQLException, UnusableFileException {
        Optional<RemovedTombstones> removed = RemovedTombstones.of(connection, statements);
        if (removed.isEmpty() || !removed.get().concern(delivery.fileId())) {
            return;
        }
        Optional<RemovedTombstones.Older> older = writing.olderThan(removed.get(), sent);
        if (older.isPresent()) {
            throw new UnusableFileException(
                    OLDER_THAN_TOMBSTONES,
                    "records that would be new rows, and may be older than tombstones that retention has removed: %,d, the first on line %d. Rows that were taken away could be back, so nothing of it is loaded. Deliver those that are to be there in a new file"
                            .formatted(older.get().records(), older.get().line()));
        }
    }

    /** The file where it is kept now, and what was found in it. */
    private Decision sent(long read) {
        LandedFile kept = new LandedFile(delivery.archivePath(), delivery.stat().size(), 0, null);
        byte[] sha256 = HexFormat.of().parseHex(delivery.sha256());
        FileTally tally = new FileTally(
                FILE_NO, FileState.COMPLETE, null, null, sha256, read, accepted, filtered, rejected, firstError);
        return new Decision(kept, tally, Kind.LOADED, null, firstError);
    }

    private NewEvents.Expected expected() throws SQLException {
        return isLarge() && NewEvents.areCertain(connection, statements.stream())
                ? NewEvents.Expected.NEW
                : NewEvents.Expected.ANY;
    }

    private void preparePlans() throws SQLException {
        if (isLarge()) {
            Merge.prepareManyRows(connection);
            new SessionTables(statements.stream()).countRows(connection);
        }
    }

    private boolean isLarge() {
        return accepted >= Staged.MANY_ROWS;
    }

    private Fence passFence() throws SQLException {
        return Fence.passBeside(connection, stream, FILE_NO)
                .orElseThrow(() ->
                        new SQLException("there is no stream %s: run postgres_setup.sql".formatted(stream), "42P01"));
    }

    private StagedFile staged(Decision decision) {
        FileTally tally = decision.tally();
        return new StagedFile(
                FILE_NO,
                fence.fileId(FILE_NO),
                delivery.fileId(),
                delivery.fileId(),
                decision.state(),
                delivery.name(),
                delivery.stat().size(),
                delivery.stat().modifiedMillis(),
                delivery.stat().etag(),
                tally.sha256(),
                Counts.found(tally),
                decision.message(),
                null);
    }

    /** Settles all open dead letters of the file: what is refused still is a dead letter of this replay. */
    public void settleRejects() throws SQLException {
        settle(null);
        try (PreparedStatement statement = connection.prepareStatement(Sql.KEEP_DISCARDED_REJECTS)) {
            statement.setString(1, stream);
            statement.setLong(2, fence.fileId(FILE_NO));
            statement.setLong(3, delivery.fileId());
            statement.setString(4, delivery.name());
            statement.executeUpdate();
        }
    }

    /** Settles the dead letters at these places of the file. */
    public void settleRejects(Collection<Long> byteOffsets) throws SQLException {
        settle(byteOffsets.toArray());
    }

    private void settle(Object[] places) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.SETTLE_REPLAYED_REJECTS)) {
            statement.setString(1, stream);
            statement.setLong(2, fence.fileId(FILE_NO));
            statement.setLong(3, delivery.fileId());
            statement.setString(4, delivery.name());
            statement.setTimestamp(5, fence.loadedAt());
            statement.setArray(6, places == null ? null : connection.createArrayOf("int8", places));
            statement.executeUpdate();
        }
    }

    /**
     * To be asked before the end, whichever it is: what is deferred to COMMIT says no here.
     *
     * @throws TableChangedException if the table is not what it was
     */
    public void checkEnd() throws SQLException {
        table.prove(connection);
        Merge.checkDeferred(connection);
    }

    /** Makes the replay last. */
    public void commit() throws SQLException {
        connection.commit();
    }

    /** The row of the replay in the ledger. */
    public long fileId() {
        return fence.fileId(FILE_NO);
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
        }
    }

    /** Dead letters that the table refuses still: they stay open as they are, as if they had not been sent. */
    private static final class LeftOpen implements Writing.Refusals {

        private final Set<Long> places = new TreeSet<>();
        private String first;

        @Override
        public long most(FileTally tally) {
            return Long.MAX_VALUE;
        }

        @Override
        public List<Decision> after(Connection connection, List<Decision> decisions, List<RefusedRow> refused) {
            refused.forEach(row -> places.add(row.byteOffset()));
            if (first == null) {
                first = Collections.min(refused, Comparator.comparingLong(RefusedRow::line))
                        .asFirstError();
            }
            return decisions.stream()
                    .map(decision -> without(decision, refused.size()))
                    .toList();
        }

        private static Decision without(Decision decision, int rows) {
            FileTally left = decision.tally().without(rows);
            Kind kind = left.read() == 0 ? Kind.HELD : decision.kind();
            return new Decision(decision.file(), left, kind, decision.known(), decision.message());
        }
    }
}
