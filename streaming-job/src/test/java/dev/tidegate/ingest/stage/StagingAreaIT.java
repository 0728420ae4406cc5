package dev.tidegate.ingest.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Password;
import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.rules.FormatRules;
import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.spark.TunedSpark;
import dev.tidegate.ingest.stage.StagedAhead.Beginning;
import dev.tidegate.ingest.stage.StagedAhead.Upcoming;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is staged and looked up ahead goes on for nobody, and holds nobody up. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class StagingAreaIT {

    private static final long EPOCH = 1;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(9);
    private static final String STAGING = "SELECT %s FROM pg_stat_activity WHERE datname = current_database()"
            + " AND application_name = 'tidegate staging'";
    private static final String ACTIVE = STAGING.formatted("count(*)") + " AND state = 'active'";
    private static final String WAITING = STAGING.formatted("count(*)") + " AND wait_event_type = 'Lock'";
    private static final String KNOWN = "SELECT count(*) FROM tidegate_staging.events_1_2_known";
    private static final Batch SAME = Batch.empty();
    private static final Batch OTHER =
            new Batch("query", 1, List.of(new LandedFile("other.csv", 1, 1, null)), Instant.EPOCH);

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @TempDir
    Path folder;

    private StagingArea area;
    private StagingTables merging;

    /** That of who merges, with tables that are being merged; waits for no lock for long. */
    private Connection session;

    /** Holds what the work aside waits for. */
    private Connection holder;

    @BeforeEach
    void open() throws SQLException {
        Database login = new Database(
                DATABASE.jdbcUrl(),
                DATABASE.ingest().user(),
                Password.of(DATABASE.ingest().password()));
        FormatRules rules =
                new FormatRules(Events.STREAM, ZoneOffset.UTC, List.of(ValueFormat.NATIVE), ValueFormat.NATIVE);
        Judging judging = new Judging(Folders.of(folder.toString(), () -> null), rules, FileLimits.DEFAULT);
        area = new StagingArea(login, judging, EPOCH);
        session = login.connect("merge");
        new SessionTables(Events.STREAM).create(session);
        merging = area.newTables(session);
        holder = DATABASE.connect();
        holder.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        area.close();
        holder.close();
        area.dropAllBut(session, Set.of());
        session.close();
    }

    @Test
    void rowsAreLookedUpWhereNothingComesBetween() throws SQLException {
        StagedInTables staged =
                begin(StagingAreaIT::noRows, this::stageOneThatIsMerged).begun().of(SAME, LONG);
        assertThat(staged.isLookedUp()).isTrue();
        assertThat(DATABASE.rows(KNOWN)).containsExactly("1");
    }

    @Test
    void nothingIsLookedUpWhereNoKnownRowsAreExpected() throws SQLException {
        StagedInTables staged =
                begin(StagingAreaIT::noRows, runs -> false).begun().of(SAME, LONG);
        assertThat(staged.isLookedUp()).isFalse();
        assertThat(DATABASE.rows(KNOWN)).containsExactly("0");
    }

    @Test
    void lookUpOfFilesThatDoNotComeIsEndedAndTheNextBeginsAtOnce() throws SQLException {
        StagedAhead ahead = begin(StagingAreaIT::noRows, this::holdLookUp).begun();
        await(WAITING, "1");
        assertThat(ahead.of(OTHER, LONG)).isNull();
        assertNothingRuns();
        holder.rollback();
        assertThat(begin(StagingAreaIT::noRows, runs -> true).begun().of(SAME, LONG))
                .isNotNull();
    }

    /** Which waits for the rows that are being merged; others wait for the table of the stream. */
    @Test
    void lookUpIsEndedInItsLastStatementToo() throws SQLException {
        StagedAhead ahead = begin(StagingAreaIT::noRows, runs -> hold("tidegate_staging.events_1_1_events"))
                .begun();
        await(WAITING + " AND query LIKE '%AS merging%'", "1");
        assertThat(ahead.of(OTHER, LONG)).isNull();
        assertNothingRuns();
    }

    @Test
    void lookUpThatTakesLongerThanTheMergeBeforeIsGivenUp() throws SQLException {
        StagedAhead ahead = begin(StagingAreaIT::noRows, this::holdLookUp).begun();
        await(WAITING, "1");
        long began = System.nanoTime();
        StagedInTables staged = ahead.of(SAME, Duration.ZERO);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        assertThat(staged.isLookedUp()).isFalse();
        assertNothingRuns();
        holder.rollback();
        assertThat(DATABASE.rows(KNOWN)).containsExactly("0");
    }

    @Test
    void lookUpThatFailsIsLeftToTheMerge() throws SQLException {
        StagedInTables staged = begin(StagingAreaIT::noRows, runs -> {
                    return execute("DROP TABLE tidegate_staging.events_1_2_known");
                })
                .begun()
                .of(SAME, LONG);
        assertThat(staged.isLookedUp()).isFalse();
        await(STAGING.formatted("count(*)"), "0");
    }

    @Test
    void lookUpWhoseSessionTheServerEndsIsLeftToTheMerge() throws SQLException {
        StagedAhead ahead = begin(StagingAreaIT::noRows, this::holdLookUp).begun();
        await(WAITING, "1");
        DATABASE.rows(STAGING.formatted("pg_terminate_backend(pid)"));
        assertThat(ahead.of(SAME, LONG).isLookedUp()).isFalse();
    }

    @Test
    void interruptWhileALookUpIsWaitedForEndsIt() throws SQLException {
        StagedAhead ahead = begin(StagingAreaIT::noRows, this::holdLookUp).begun();
        await(WAITING, "1");
        Thread.currentThread().interrupt();
        assertThat(ahead.of(SAME, LONG)).isNull();
        assertThat(Thread.interrupted()).as("left to who waits next").isTrue();
        assertNothingRuns();
    }

    @Test
    void interruptWhileStagingBeginsEndsItSinceNobodyOwnsIt() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        Beginning beginning = begin(
                () -> {
                    reading.countDown();
                    awaitInterrupt();
                    return rowsThatNeverCome();
                },
                runs -> true);
        reading.await();
        Thread.currentThread().interrupt();
        assertThat(beginning.begun()).isNull();
        assertThat(Thread.interrupted()).as("left to who waits next").isTrue();
        assertThat(beginning.work().hasEnded()).isTrue();
        assertNothingRuns();
    }

    /** The tasks are those of the tables that are dropped then. */
    @Test
    void cancelWhileTasksStageEndsTheirJob() throws Exception {
        StagedAhead ahead =
                begin(StagingAreaIT::rowsThatNeverCome, runs -> true).begun();
        assertThat(ahead.parts().isDone()).isFalse();
        ahead.cancel();
        assertThat(ahead.parts().isDone()).isTrue();
        assertNothingRuns();
        Awaitility.await().atMost(SOON).until(() -> running() == 0);
    }

    @Test
    void cancelBetweenStagingAndLookUpLetsNoLookUpBegin() throws Exception {
        CountDownLatch staged = new CountDownLatch(1);
        StagedAhead ahead = begin(StagingAreaIT::noRows, runs -> {
                    staged.countDown();
                    awaitInterrupt();
                    return stageOneThatIsMerged(runs);
                })
                .begun();
        staged.await();
        ahead.cancel();
        assertThat(ahead.work().hasEnded()).isTrue();
        assertThat(DATABASE.rows(KNOWN)).containsExactly("0");
    }

    @Test
    void closeWaitsUntilNothingGoesOnAside() throws SQLException {
        Beginning beginning = begin(StagingAreaIT::noRows, this::holdLookUp);
        await(WAITING, "1");
        area.close();
        assertThat(beginning.work().hasEnded()).isTrue();
        assertNothingRuns();
        assertThat(beginning.begun().of(SAME, LONG).isLookedUp()).isFalse();
        assertThat(begin(StagingAreaIT::noRows, runs -> true).begun())
                .as("after it is closed")
                .isNull();
    }

    private Beginning begin(Supplier<RDD<InternalRow>> rows, IntPredicate knownAreExpected) {
        return area.begin(new Upcoming(List.of(), false, rows), merging, knownAreExpected);
    }

    private static RDD<InternalRow> noRows() {
        return TunedSpark.session().range(0).queryExecution().toRdd();
    }

    private static RDD<InternalRow> rowsThatNeverCome() {
        return TunedSpark.session()
                .range(1)
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(rows -> {
                    new CountDownLatch(1).await();
                    return rows;
                })
                .rdd();
    }

    private static int running() {
        return TunedSpark.session().sparkContext().statusTracker().getActiveJobIds().length;
    }

    /** Takes the interrupt for itself, as a library may. */
    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    /** A row that is staged by the one micro-batch and by the other, which is being merged. */
    private boolean stageOneThatIsMerged(int runs) {
        for (int number = 1; number <= 2; number++) {
            execute(("INSERT INTO tidegate_staging.events_1_%d_events (_tg_attempt, _tg_line, _tg_file_no, event_id,"
                            + " event_timestamp, event_date, quantity, price, total_price, product_id, event_type)"
                            + " VALUES (1, 2, 1, '00000000-0000-0000-0000-000000000001', now(), now(), 1, 1, 1, 'p', 'buy')")
                    .formatted(number));
        }
        return true;
    }

    private boolean holdLookUp(int runs) {
        return hold("raw_events");
    }

    private boolean hold(String table) {
        try (Statement statement = holder.createStatement()) {
            statement.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
            return true;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean execute(String statement) {
        try {
            DATABASE.execute(statement);
            return true;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertNothingRuns() throws SQLException {
        assertThat(DATABASE.rows(ACTIVE)).containsExactly("0");
        await(STAGING.formatted("count(*)"), "0");
        Awaitility.await().atMost(SOON).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("tidegate staging")));
    }

    private void await(String query, String answer) {
        Awaitility.await().atMost(SOON).until(() -> DATABASE.rows(query).equals(List.of(answer)));
    }
}
