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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job that runs once ends with all counted, whatever became of the counting until then. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LastPiecesIT {
    private static final String RESTING =
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tidegate cohorts'"
                    + " AND state = 'idle' AND query LIKE '%refresh_sessions%' AND datname = current_database()";
    private static final String HUNDRED_DAYS = """
            INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                    total_price, event_type)
            SELECT gen_random_uuid(), n % 50, 'p', '2026-03-01 00:00Z'::timestamptz + n * interval '1 hour', 1, n,
                   ('2026-03-01'::timestamp + n * interval '1 hour')::date, 1, 1, 'view'
            FROM generate_series(0, 2399) AS n""";
    private static final String LEFT =
            "SELECT (SELECT pending FROM cohorts_as_of) OR (SELECT pending FROM sessions_as_of)";

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private Cohorts cohorts;

    @BeforeEach
    void whileItRestsManyEventsCome() throws SQLException {
        cohorts = new Cohorts(new Database(
                database.jdbcUrl(),
                database.ingest().user(),
                Password.of(database.ingest().password())));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> database.rows(RESTING).get(0).equals("1"));
        database.execute(HUNDRED_DAYS);
    }

    @Test
    void connectionThatDiedWhileItRestedIsMadeAnew() throws SQLException {
        database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'tidegate cohorts' AND datname = current_database()");
        cohorts.finish(new CountDownLatch(1));
        assertThat(database.rows(LEFT)).containsExactly("f");
    }

    @Test
    void whatAnotherSessionCountsIsWaitedFor() throws Exception {
        Thread finishing = new Thread(() -> cohorts.finish(new CountDownLatch(1)));
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT refresh_cohorts()");
            finishing.start();
            finishing.join(2_000);
            assertThat(finishing.isAlive()).as("it waits for the other").isTrue();
            other.commit();
        }
        finishing.join();
        assertThat(database.rows(LEFT)).containsExactly("f");
    }
}
