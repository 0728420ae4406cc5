package dev.tidegate.ingest.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.cohort.Relay;
import dev.tidegate.ingest.database.SideSession.Work;
import dev.tidegate.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Work aside ends when it is cancelled, whatever it is at, and nothing of it stays. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SideSessionIT {

    private static final String SESSIONS = "SELECT %s FROM pg_stat_activity WHERE application_name = 'tidegate aside'"
            + " AND datname = current_database()";
    private static final String WAITING = SESSIONS.formatted("count(*)") + " AND wait_event = 'advisory'";
    private static final String ACTIVE = SESSIONS.formatted("count(*)") + " AND state = 'active'";

    /** Waits for as long as the test holds this lock; a limit of the session does not end it. */
    private static final String WAIT = "SET lock_timeout = 0; SELECT pg_advisory_lock(1)";

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofSeconds(9);

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private Connection holder;
    private SideSession aside;

    @BeforeEach
    void hold() throws SQLException {
        DATABASE.execute("DROP TABLE IF EXISTS steps; CREATE TABLE steps (step int); GRANT INSERT ON steps TO PUBLIC");
        holder = DATABASE.connect();
        execute(holder, "SELECT pg_advisory_lock(1)");
        aside = at(DATABASE.jdbcUrl(), LIMIT);
    }

    @AfterEach
    void end() throws SQLException {
        aside.close();
        holder.close();
    }

    @Test
    void cancelBetweenTwoStatementsLetsNoOtherBegin() throws Exception {
        CountDownLatch between = new CountDownLatch(1);
        Work<Boolean> work = aside.begin(running -> {
            execute(running.connection(), "INSERT INTO steps VALUES (1)");
            between.countDown();
            awaitCancel();
            execute(running.connection(), "INSERT INTO steps VALUES (2)");
            return true;
        });
        between.await();
        assertCancels(work);
        assertThat(DATABASE.rows("SELECT step FROM steps")).containsExactly("1");
        assertThat(stateOf(work)).isEqualTo("57014");
    }

    /** A server that runs no statement forgets a cancel, and the next statement may be on its way. */
    @Test
    void statementThatReachesTheServerAfterTheCancelIsEndedByTheNextOne() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Work<Boolean> work = aside.begin(running -> {
            Connection connection = running.connection();
            asked.countDown();
            awaitCancel();
            awaitThread("tidegate aside cancel", Thread.State.TIMED_WAITING);
            execute(connection, WAIT);
            return true;
        });
        asked.await();
        assertCancels(work);
        assertThat(stateOf(work)).as("ended by the server").isEqualTo("57014");
    }

    @Test
    void statementThatTheServerIsAtIsEnded() throws Exception {
        Work<Boolean> work = aside.begin(running -> execute(running.connection(), WAIT));
        await(WAITING, "1");
        assertCancels(work);
        assertThat(stateOf(work)).isEqualTo("57014");
    }

    @Test
    void sessionThatIsBeingMadeReadyIsEnded() throws Exception {
        aside = new SideSession(login(DATABASE.jdbcUrl()), "aside", LIMIT, fresh -> execute(fresh, WAIT));
        Work<Boolean> work = aside.begin(running -> execute(running.connection(), "SELECT 1"));
        await(WAITING, "1");
        assertCancels(work);
    }

    @Test
    void whatHasNotAskedForTheSessionYetGetsNone() throws Exception {
        aside = new SideSession(
                login(DATABASE.jdbcUrl()), "aside", LIMIT, fresh -> execute(fresh, "INSERT INTO steps VALUES (0)"));
        CountDownLatch begun = new CountDownLatch(1);
        Work<Boolean> work = aside.begin(running -> {
            begun.countDown();
            awaitCancel();
            return execute(running.connection(), "INSERT INTO steps VALUES (1)");
        });
        begun.await();
        assertCancels(work);
        assertThat(DATABASE.rows("SELECT step FROM steps")).isEmpty();
    }

    @Test
    void cancelDoesNotWaitForANetworkThatHasBecomeSilent() throws Exception {
        try (Relay relay = new Relay(DATABASE.jdbcUrl())) {
            aside = at(relay.url(), LIMIT);
            Work<Boolean> work = aside.begin(running -> execute(running.connection(), WAIT));
            await(WAITING, "1");
            relay.silence();
            assertCancels(work);
            // The server goes on until it has an answer, and learns then that nobody is there.
            holder.close();
        }
        await(SESSIONS.formatted("count(*)"), "0");
    }

    @Test
    void cancelDoesNotWaitForASessionThatASilentNetworkDoesNotOpen() throws Exception {
        try (Relay relay = new Relay(DATABASE.jdbcUrl())) {
            relay.silence();
            aside = at(relay.url(), LIMIT);
            Work<Boolean> work = aside.begin(running -> execute(running.connection(), WAIT));
            awaitThread("tidegate aside", Thread.State.TIMED_WAITING);
            assertCancels(work);
        }
    }

    @Test
    void interruptOfWhoCancelsIsKeptAndTheWorkHasEndedAllTheSame() throws Exception {
        Work<Boolean> work = aside.begin(running -> execute(running.connection(), WAIT));
        await(WAITING, "1");
        Thread.currentThread().interrupt();
        work.cancel();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(work.hasEnded()).isTrue();
        assertThat(stateOf(work)).isEqualTo("57014");
    }

    @Test
    void cancelAtAnyMomentEndsWhatRunsOneStatementAfterTheOther() throws Exception {
        long seed = System.nanoTime();
        System.out.println("Seed of the moments: " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            int statements = random.nextInt(20);
            CountDownLatch run = new CountDownLatch(statements);
            Work<Boolean> work = aside.begin(running -> {
                while (true) {
                    execute(running.connection(), "SELECT 1");
                    run.countDown();
                }
            });
            run.await();
            assertCancels(work);
            assertThat(stateOf(work)).isEqualTo("57014");
        }
    }

    @Test
    void nothingRunsAfterItIsClosed() throws Exception {
        Work<Boolean> work = aside.begin(running -> execute(running.connection(), WAIT));
        await(WAITING, "1");
        aside.close();
        assertThat(work.hasEnded()).isTrue();
        assertThat(DATABASE.rows(ACTIVE)).containsExactly("0");
        Work<Boolean> late = aside.begin(running -> execute(running.connection(), "INSERT INTO steps VALUES (1)"));
        assertThat(late.hasEnded()).isTrue();
        assertThatThrownBy(() -> late.result(LIMIT)).isInstanceOf(CancellationException.class);
        await(SESSIONS.formatted("count(*)"), "0");
        assertThat(DATABASE.rows("SELECT step FROM steps")).isEmpty();
    }

    @Test
    void whatIsBegunBesideOtherWorkCountsAsCancelled() throws Exception {
        Work<Boolean> first = aside.begin(running -> execute(running.connection(), WAIT));
        Work<Boolean> second = aside.begin(running -> execute(running.connection(), "INSERT INTO steps VALUES (2)"));
        assertThatThrownBy(() -> second.result(LIMIT)).isInstanceOf(CancellationException.class);
        second.cancel();
        execute(holder, "SELECT pg_advisory_unlock(1)");
        assertThat(first.result(LIMIT)).isTrue();
        assertThat(DATABASE.rows("SELECT step FROM steps")).isEmpty();
    }

    @Test
    void oneSessionServesAllThatComesToItsEndAndACancelBehindThatChangesNothing() throws Exception {
        Work<Integer> first = aside.begin(SideSessionIT::pid);
        int pid = first.result(LIMIT);
        first.cancel();
        assertThat(first.result(LIMIT)).isEqualTo(pid);
        assertThat(aside.begin(SideSessionIT::pid).result(LIMIT)).isEqualTo(pid);
    }

    @Test
    void sessionThatTheServerEndsIsReplaced() throws Exception {
        Work<Boolean> work = aside.begin(running -> execute(running.connection(), WAIT));
        await(WAITING, "1");
        DATABASE.rows(SESSIONS.formatted("pg_terminate_backend(pid)"));
        assertThat(stateOf(work)).isEqualTo("57P01");
        Work<Boolean> next = aside.begin(running -> execute(running.connection(), "SELECT 1"));
        assertThat(next.result(LIMIT)).isTrue();
    }

    @Test
    void statementThatTakesTooLongFailsAndTheNextWorkGoesOn() throws Exception {
        aside = at(DATABASE.jdbcUrl(), Duration.ofSeconds(1));
        Work<Boolean> work = aside.begin(running -> execute(running.connection(), WAIT));
        assertThat(stateOf(work)).isEqualTo("57014");
        Work<Boolean> next = aside.begin(running -> execute(running.connection(), "SELECT 1"));
        assertThat(next.result(LIMIT)).isTrue();
    }

    private SideSession at(String url, Duration limit) {
        return new SideSession(login(url), "aside", limit, fresh -> execute(fresh, "SELECT 1"));
    }

    private Database login(String url) {
        return new Database(
                url, DATABASE.ingest().user(), Password.of(DATABASE.ingest().password()));
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return true;
        }
    }

    private static int pid(Work<Integer> running) throws SQLException {
        try (Statement statement = running.connection().createStatement()) {
            return Integer.parseInt(
                    TestDatabase.rows(statement, "SELECT pg_backend_pid()").get(0));
        }
    }

    /** Takes the interrupt for itself, as a library may. */
    private static void awaitCancel() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    private void assertCancels(Work<?> work) throws SQLException {
        long began = System.nanoTime();
        work.cancel();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        assertThat(work.hasEnded()).isTrue();
    }

    /** The SQLSTATE with which it failed. */
    private static String stateOf(Work<?> work) throws Exception {
        try {
            work.result(SOON);
            return "none";
        } catch (ExecutionException e) {
            return ((SQLException) e.getCause()).getSQLState();
        }
    }

    private void await(String query, String answer) {
        Awaitility.await().atMost(SOON).until(() -> DATABASE.rows(query).equals(List.of(answer)));
    }

    private static void awaitThread(String name, Thread.State state) {
        Awaitility.await().atMost(SOON).until(() -> Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name) && thread.getState() == state));
    }
}
