package dev.tidegate.ingest.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.database.Claim;
import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.DatabaseWentBackException;
import dev.tidegate.ingest.database.Lease;
import dev.tidegate.ingest.database.Password;
import dev.tidegate.ingest.database.SqlFailure;
import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.merge.FileOutcome.Kind;
import dev.tidegate.ingest.metrics.JobMetrics;
import dev.tidegate.ingest.source.FileState;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.stage.Batch;
import dev.tidegate.ingest.stage.FileTally;
import dev.tidegate.ingest.stage.SessionTables;
import dev.tidegate.ingest.stage.StagedInResults;
import dev.tidegate.ingest.stage.StagedPart;
import dev.tidegate.ingest.stage.StagingTables;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two streams in one database: each has its own part of the ledger, its own lease and fence; numbers are given out once. */
class StreamsIT {

    private static final String EVENTS = "events";
    private static final String ORDERS = "orders";
    /** The rows of both are those of events: what is tried is the ledger. */
    private static final Statements STATEMENTS = Statements.of(Events.STREAM);

    private static final FileStat STAT = new FileStat(15, 1_763_856_000_000L);

    @RegisterExtension
    final TestDatabase server = new TestDatabase();

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void declareTheSecondStream() throws SQLException {
        database = new Database(
                server.jdbcUrl(),
                server.ingest().user(),
                Password.of(server.ingest().password()));
        server.execute(
                "INSERT INTO pipeline (stream, schema_version, target_table) VALUES ('orders', 5, 'public.orders')");
    }

    /** Each knows a file by name, size and time: those of the other are not looked at, moved, marked or counted. */
    @Test
    void filesOfOneNameSizeAndTimeAreTwo() throws Exception {
        try (Lease events = lease(EVENTS);
                Lease orders = lease(ORDERS)) {
            assertThat(load(events, "day.csv")).isEqualTo(Kind.LOADED);
            assertThat(load(orders, "day.csv")).isEqualTo(Kind.LOADED);
            assertThat(load(events, "day.csv")).isEqualTo(Kind.LEFTOVER);
            assertThat(rows("SELECT stream, path, size_bytes FROM ingested_files ORDER BY file_id"))
                    .containsExactly("events|day.csv|15", "orders|day.csv|15");

            Ledger ofEvents = new Ledger(events, STATEMENTS);
            Ledger ofOrders = new Ledger(orders, STATEMENTS);
            List<LedgerFile> toMove = ofEvents.toBeMoved();
            assertThat(toMove).hasSize(1);
            assertThatThrownBy(() -> ofOrders.markMoved(toMove)).isInstanceOf(DatabaseWentBackException.class);
            ofOrders.markLost(toMove.get(0), "not its file");
            ofEvents.markMoved(toMove);
            assertThat(rows("SELECT stream, state, first_error FROM ingested_files ORDER BY file_id"))
                    .containsExactly("events|archived|null", "orders|loaded|null");
            assertThat(ofOrders.toBeMoved()).hasSize(1);
            assertThat(ofOrders.movedLately(Duration.ofHours(1), 10)).isEmpty();
            assertThat(ofOrders.has(toMove.get(0).fileId(), null)).isFalse();
            assertThat(ofOrders.unknown(
                            false,
                            List.of(toMove.get(0).archivePath()),
                            List.of(toMove.get(0).fileId())))
                    .hasSize(1);

            Files.delete(input(EVENTS).resolve("day.csv"));
            assertThat(load(events, null)).isEqualTo(Kind.REPLAYED);
            assertThat(load(orders, "day.csv")).isEqualTo(Kind.LEFTOVER);
            assertThat(rows("SELECT stream, files, last_file_id = (SELECT max(file_id) FROM ingested_files AS f"
                            + " WHERE f.stream = p.stream) FROM pipeline AS p ORDER BY 1"))
                    .containsExactly("events|1|t", "orders|1|t");
            assertThat(rows("SELECT count(*), count(DISTINCT b.batch_id), bool_and(b.stream = f.stream)"
                            + " FROM ingest_batches AS b JOIN ingested_files AS f USING (batch_id)"))
                    .containsExactly("2|2|t");
        }
    }

    /** The leases of two streams are held at once; a second one of the same stream waits. */
    @Test
    void noneWaitsForTheTransactionOfAnother() throws Exception {
        try (Connection one = session();
                Connection other = session()) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            long first = fence(one, EVENTS, 3)[2];
            long second = fence(other, ORDERS, 1)[0];
            assertThat(second).isGreaterThan(first);
            other.commit();
            one.commit();
        }
    }

    /** With two sessions of each of two streams, some of which fail, and one that raises the sequences all the time. */
    @Test
    void idsAscendInEachStreamAndNoneIsGivenOutTwice() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(5);
        try (Lease lease = lease(EVENTS)) {
            List<Future<List<Taken>>> takers = new ArrayList<>();
            CountDownLatch done = new CountDownLatch(1);
            for (int taker = 0; taker < 4; taker++) {
                String stream = taker % 2 == 0 ? EVENTS : ORDERS;
                long seed = 42L + taker;
                takers.add(threads.submit(takes(stream, seed)));
            }
            Future<Long> raised = threads.submit(raises(new Ledger(lease, STATEMENTS), done));
            List<Taken> taken = new ArrayList<>();
            for (Future<List<Taken>> taker : takers) {
                taken.addAll(taker.get());
            }
            done.countDown();
            assertThat(raised.get()).isPositive();

            Set<Long> seen = new HashSet<>();
            taken.forEach(some -> LongStream.of(some.ids).forEach(id -> assertThat(seen.add(id))
                    .as("id %d is given out for the first time", id)
                    .isTrue()));
            for (String stream : List.of(EVENTS, ORDERS)) {
                long[] inOrder = taken.stream()
                        .filter(some -> some.stream.equals(stream))
                        .sorted((a, b) -> Long.compare(a.place, b.place))
                        .flatMapToLong(some -> LongStream.of(some.ids))
                        .toArray();
                assertThat(inOrder).as(stream).isSorted().hasSizeGreaterThan(300);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** A restored sequence: what it gave out before is not used, and a start raises it over all that is known. */
    @Test
    void sequencesThatWentBackAreNoticedAndRaised() throws Exception {
        try (Lease events = lease(EVENTS);
                Lease orders = lease(ORDERS)) {
            load(events, "a.csv");
            load(events, "b.csv");
            load(orders, "c.csv");
            server.execute("SELECT setval('ingested_file_ids', 1, false), setval('ingest_batch_ids', 1, false)");
            assertThatThrownBy(() -> load(events, "d.csv"))
                    .isInstanceOf(DatabaseWentBackException.class)
                    .hasMessageContaining("The sequence ingest_batch_ids went back: it gave out 1")
                    .hasMessageContaining("of stream events is 2");

            new Ledger(events, STATEMENTS).raiseIds(0, false);
            assertThat(load(events, "d.csv")).isEqualTo(Kind.LOADED);
            assertThat(load(orders, "d.csv")).isEqualTo(Kind.LOADED);
            assertThat(rows("SELECT file_id, batch_id, stream, path FROM ingested_files ORDER BY 1"))
                    .containsExactly(
                            "1|1|events|a.csv",
                            "2|2|events|b.csv",
                            "3|3|orders|c.csv",
                            "4|4|events|d.csv",
                            "5|5|orders|d.csv");
        }
    }

    /** The archive, and the rows where only the ledger was restored; and they never go down. */
    @Test
    void idsAreRaisedOverTheArchiveAndTheRowsOfTheTable() throws Exception {
        try (Lease events = lease(EVENTS)) {
            Ledger ledger = new Ledger(events, STATEMENTS);
            ledger.raiseIds(70, false);
            assertThat(nextId()).isEqualTo(71);
            ledger.raiseIds(12, false);
            assertThat(nextId()).isEqualTo(72);
            server.execute(
                    "INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line,"
                            + " event_date, price, total_price, event_type) VALUES (gen_random_uuid(), 1, 1, now(), 900, 1, now(), 5, 5, 'buy')");
            ledger.raiseIds(12, true);
            assertThat(nextId()).isEqualTo(901);
            assertThat(rows("SELECT last_value FROM ingest_batch_ids")).containsExactly("3");
        }
    }

    /** The job's login may raise them; it must not use them up, neither by what it asks for nor by a row that it makes. */
    @Test
    void idsCannotBeUsedUpByRaisingThem() throws Exception {
        try (Lease events = lease(EVENTS)) {
            Ledger ledger = new Ledger(events, STATEMENTS);
            ledger.raiseIds(999_999_999_999L, false);
            long next = nextId();
            assertThat(next).isEqualTo(1_000_000_000_000L);
            assertThatThrownBy(() -> ledger.raiseIds(Long.MAX_VALUE, false))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("cannot raise the ids to file 9223372036854775807")
                    .satisfies(e -> assertThat(SqlFailure.of((SQLException) e)).isEqualTo(SqlFailure.REFUSE));
            assertThat(nextId()).isEqualTo(next + 1);
            try (Connection session = session();
                    Statement statement = session.createStatement()) {
                statement.execute(
                        "INSERT INTO ingested_files (stream, file_id, batch_id, path, size_bytes, modified_at, loaded_at, state)"
                                + " VALUES ('events', 9000000000000000000, 1, 'a.csv', 0, now(), now(), 'missing')");
            }
            assertThatThrownBy(() -> ledger.raiseIds(0, false)).hasMessageContaining("file 9000000000000000000");
            assertThat(nextId()).isEqualTo(next + 2);
        }
    }

    /** Staging tables of a stream that loads are in use, whatever their epoch. */
    @Test
    void whatOtherStreamsStageIsNoLeftover() throws Exception {
        try (Connection session = session()) {
            new SessionTables(Events.STREAM).create(session);
            for (String stream : List.of(EVENTS, ORDERS, "orders_1")) {
                server.execute(
                        "CREATE UNLOGGED TABLE tidegate_staging.%1$s_1_2_events (); ALTER TABLE".formatted(stream)
                                + " tidegate_staging.%1$s_1_2_events OWNER TO \"%2$s\""
                                        .formatted(stream, server.ingest().user()));
            }
            server.execute("CREATE UNLOGGED TABLE tidegate_staging.rejects_3_1 (); ALTER TABLE"
                    + " tidegate_staging.rejects_3_1 OWNER TO \"%s\""
                            .formatted(server.ingest().user()));
            StagingTables.dropLeftovers(session, named(ORDERS));
            assertThat(rows("SELECT tablename FROM pg_tables WHERE schemaname = 'tidegate_staging' ORDER BY 1"))
                    .as("those of others; what an earlier version left is nobody's")
                    .containsExactly("events_1_2_events", "orders_1_1_2_events");
            server.execute("DROP TABLE tidegate_staging.events_1_2_events, tidegate_staging.orders_1_1_2_events");
        }
    }

    /** @param place in the order of the fence, which numbers the micro-batches of a stream */
    private record Taken(String stream, long place, long[] ids) {}

    private Callable<List<Taken>> takes(String stream, long seed) {
        return () -> {
            Random random = new Random(seed);
            List<Taken> taken = new ArrayList<>();
            try (Connection connection = session()) {
                connection.setAutoCommit(false);
                for (int turn = 0; turn < 80; turn++) {
                    Fence fence = Fence.passBeside(connection, stream, 1 + random.nextInt(5))
                            .orElseThrow();
                    taken.add(new Taken(stream, fence.batchId(), fence.fileIds()));
                    if (random.nextInt(4) == 0) {
                        connection.rollback();
                    } else {
                        connection.commit();
                    }
                }
            }
            return taken;
        };
    }

    private static Callable<Long> raises(Ledger ledger, CountDownLatch done) {
        return () -> {
            long raised = 0;
            while (done.getCount() > 0) {
                // Just beyond what the others take meanwhile.
                ledger.raiseIds(++raised * 3, false);
            }
            return raised;
        };
    }

    private long nextId() throws SQLException {
        try (Connection connection = session()) {
            return fence(connection, EVENTS, 1)[0];
        }
    }

    private static long[] fence(Connection connection, String stream, int files) throws SQLException {
        return Fence.passBeside(connection, stream, files).orElseThrow().fileIds();
    }

    private static Stream named(String name) {
        Stream events = Events.STREAM;
        return new Stream(
                name,
                events.table(),
                events.columns(),
                events.key(),
                events.version(),
                events.deleted(),
                events.otherColumns(),
                events.allowed());
    }

    private Connection session() throws SQLException {
        return database.connect("replay");
    }

    private Lease lease(String stream) {
        return Lease.acquire(
                database,
                new Claim(stream, "the test", false, () -> 0),
                new CountDownLatch(1),
                new JobMetrics(List.of(stream), Duration.ofMinutes(1), Duration.ofSeconds(1)).of(stream));
    }

    private Path input(String stream) {
        return folder.resolve(stream);
    }

    /** A micro-batch of one file without records; null where it went away since it was offered as day.csv. */
    private Kind load(Lease lease, String name) throws SQLException, IOException {
        Path input = input(lease.stream());
        if (name != null) {
            Files.createDirectories(input);
            Files.write(input.resolve(name), new byte[(int) STAT.size()]);
            Files.setLastModifiedTime(input.resolve(name), FileTime.fromMillis(STAT.modifiedMillis()));
        }
        LandedFile file = new LandedFile(name == null ? "day.csv" : name, STAT.size(), STAT.modifiedMillis(), null);
        FileTally tally = new FileTally(1, FileState.COMPLETE, null, null, new byte[32], 0, 0, 0, 0, null);
        StagedInResults staged = new StagedInResults(
                List.of(new StagedPart(1, new byte[0], new byte[0], 1, List.of(), List.of(tally))), 0);
        Connection connection = lease.connection();
        new SessionTables(Events.STREAM).create(connection);
        Merge.createStagedFiles(connection);
        Deciding deciding = new Deciding(
                Folders.local(input), FileLimits.DEFAULT, new WaitingForParents(Duration.ZERO), Events.STREAM);
        MergeTransaction transaction = new MergeTransaction(
                connection,
                lease,
                STATEMENTS,
                deciding,
                new NewEvents(Events.STREAM),
                new UnchangedTable(Events.STREAM),
                new Batch("q", 1, List.of(file), Instant.EPOCH),
                staged);
        return transaction.run().outcomes().get(0).kind();
    }

    private List<String> rows(String query) throws SQLException {
        return server.rows(query);
    }
}
