package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When users become many: in the end each day has their bits, and they are asked. */
class UsersBecomeManyTest {

    /** On each of some days one event of one of some users. */
    private static final String EVENTS = """
            INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                    total_price, event_type)
            SELECT gen_random_uuid(), 'u' || n %% %2$d, 'p', '2026-03-01 09:00Z'::timestamptz + n * interval '24 hours', 1, n,
                   '2026-03-01'::date + n, 1, 1, 'view'
            FROM generate_series(1, %1$d) AS n""";

    private static final String STATE = """
            SELECT users_are_many(), as_of IS NOT NULL, days_taken_at IS NOT NULL,
                   (SELECT count(DISTINCT day) FROM user_bits_by_day WHERE days = 1)
            FROM cohort_progress""";

    /** Each look at cohort_progress, by whatever runs as the owner, passes here: not while another session holds the lock. */
    private static final String GATE = """
            ALTER TABLE cohort_progress ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY gate ON cohort_progress USING (pg_advisory_xact_lock_shared(1) IS NOT NULL)""";

    private static final String WAITING = """
            SELECT pid FROM pg_locks
            WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""";

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private final Cohorts cohorts = new Cohorts(database);

    /** Marked days are taken 31 at a time: that there are no more is known when the last ones are taken. */
    @ParameterizedTest
    @ValueSource(ints = {1, 30, 31, 32, 61, 62, 63, 93})
    void howeverManyDaysAreMarkedAtOnceAllAreCountedInTheEnd(int days) throws SQLException {
        cohorts.manyUsersAre(1);
        database.execute(EVENTS.formatted(days, 7));
        cohorts.count();
        assertThat(database.rows(STATE)).containsExactly("t|t|t|" + days);
        database.execute("SELECT recount_aggregates()");
        assertThat(database.rows(STATE)).containsExactly("f|f|t|0");
        cohorts.count();
        assertThat(database.rows(STATE)).containsExactly("t|t|t|" + days);
    }

    /** It has looked before the other one finds that users are many, and would count a day after that. */
    @Test
    @Timeout(60)
    void noSessionCountsADayByWhatItKnewBeforeItWasItsTurn() throws Exception {
        cohorts.manyUsersAre(5);
        database.execute(EVENTS.formatted(20, 4));
        cohorts.count();
        database.execute(EVENTS.formatted(20, 9));
        database.execute(GATE);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection finding = database.connect();
                Statement finds = finding.createStatement();
                Connection counting = database.connect();
                Statement counts = counting.createStatement()) {
            finding.setAutoCommit(false);
            finds.execute("SELECT pg_advisory_xact_lock(1)");
            assertThat(TestDatabase.rows(finds, "SELECT refresh_cohorts()")).containsExactly("t");
            assertThat(TestDatabase.rows(finds, "SELECT in_bits FROM cohort_progress"))
                    .containsExactly("t");
            Future<List<String>> counted = thread.submit(() -> TestDatabase.rows(counts, "SELECT refresh_cohorts()"));
            while (!counted.isDone() && database.rows(WAITING).isEmpty()) {
                // until it has looked, or has found that it is not its turn
            }
            finding.commit();
            assertThat(counted.get(30, TimeUnit.SECONDS)).containsAnyOf("t", "null");
        } finally {
            thread.shutdown();
        }
        cohorts.count();
        assertThat(database.rows(STATE)).containsExactly("t|t|t|20");
    }

    @Test
    void whetherAllHaveBitsIsComparedOnceAllIsCounted() throws SQLException {
        cohorts.manyUsersAre(1);
        database.execute(EVENTS.formatted(3, 2));
        cohorts.count();
        database.execute("UPDATE cohort_progress SET all_in_bits = false");
        assertThat(database.rows("SELECT * FROM cohort_differences()"))
                .containsExactly("cohort_progress|[\"all_in_bits\"]|[false]|[true]");
        database.execute(EVENTS.formatted(1, 1));
        assertThat(database.rows("SELECT * FROM cohort_differences()")).isEmpty();
        cohorts.count();
        assertThat(database.rows(STATE)).containsExactly("t|t|t|3");
        assertThatThrownBy(() -> database.execute("UPDATE cohort_progress SET in_bits = false"))
                .hasMessageContaining("cohort_progress_all_in_bits");
    }
}
