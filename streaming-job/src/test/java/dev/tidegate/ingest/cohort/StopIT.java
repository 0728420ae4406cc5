package dev.tidegate.ingest.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Password;
import dev.tidegate.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job that is asked to stop does not wait for cohorts and sessions: they are only behind. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopIT {
    private static final String WAITING =
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tidegate cohorts' AND wait_event_type = 'Lock'"
                    + " AND datname = current_database()";
    private static final Duration AT_ONCE = Duration.ofSeconds(9);

    /** Less than the server lets a session wait for a lock, which would end a piece, too. */
    private static final Duration BEFORE_THE_LOCK_TIMES_OUT = Duration.ofSeconds(5);

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    /** Nothing is counted while this session is open. */
    private Connection other;

    @BeforeEach
    void block() throws SQLException {
        other = database.connect();
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
            statement.execute("LOCK TABLE marked_cohorts IN ACCESS EXCLUSIVE MODE");
        }
    }

    @AfterEach
    void unblock() throws SQLException {
        other.close();
    }

    @Test
    void stopEndsAPieceThatTheServerIsAt() throws Exception {
        Cohorts cohorts = new Cohorts(at(database.jdbcUrl()));
        awaitBlocked();
        assertClosesAtOnce(cohorts);
        assertThat(database.rows(WAITING)).as("the server is at it no longer").containsExactly("0");
    }

    @Test
    void stopDoesNotWaitForANetworkThatHasBecomeSilent() throws Exception {
        try (Relay relay = new Relay(database.jdbcUrl())) {
            Cohorts cohorts = new Cohorts(at(relay.url()));
            awaitBlocked();
            relay.silence();
            assertClosesAtOnce(cohorts);
        }
    }

    @Test
    void stopEndsTheLastPiecesOfAJobThatRunsOnce() throws Exception {
        Cohorts cohorts = new Cohorts(at(database.jdbcUrl()));
        awaitBlocked();
        CountDownLatch stop = new CountDownLatch(1);
        Thread finishing = new Thread(() -> cohorts.finish(stop));
        finishing.start();
        finishing.join(500);
        assertThat(finishing.isAlive()).as("it finishes what is left").isTrue();
        stop.countDown();
        finishing.join(BEFORE_THE_LOCK_TIMES_OUT.toMillis());
        assertThat(finishing.isAlive()).isFalse();
    }

    private Database at(String url) {
        return new Database(
                url, database.ingest().user(), Password.of(database.ingest().password()));
    }

    private void awaitBlocked() {
        Awaitility.await()
                .atMost(AT_ONCE)
                .until(() -> database.rows(WAITING).get(0).equals("1"));
    }

    private static void assertClosesAtOnce(Cohorts cohorts) {
        long began = System.nanoTime();
        cohorts.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
    }
}
