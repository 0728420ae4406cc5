package dev.tidegate.postgres;

import static dev.tidegate.postgres.TestDatabase.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Right after a large load the server has no statistics of it: it takes the day for one with hardly any events. What is counted behind
 * the loads must not take a plan for one that takes minutes with many, and this is just when it counts.
 */
class FreshlyLoadedTest {

    /** Each of two events of a user finds the other in milliseconds, or looks through all 80,000, which takes minutes. */
    private static final String LOADED = """
            INSERT INTO raw_events (event_id, user_id, product_id, product_name, event_timestamp, source_file_id, source_line, event_date,
                                    price, total_price, event_type, category)
            SELECT md5(n || type)::uuid, 'user ' || n, 'p', 'Name p', '2026-03-02 00:00Z'::timestamptz + n * interval '1 second', 1, n,
                   '2026-03-02', 1, 1, type, 'c'
            FROM generate_series(1, 40000) AS n CROSS JOIN (VALUES ('cart'), ('remove')) AS t (type)""";

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @BeforeEach
    void loadWithoutStatistics() throws SQLException {
        database.execute("ALTER TABLE raw_events SET (autovacuum_enabled = false)");
        database.execute(
                "INSERT INTO raw_events (event_id, product_id, product_name, event_timestamp, source_file_id, source_line,"
                        + " event_date, price, total_price, event_type, category) SELECT md5(n::text)::uuid, 'p', 'Name p',"
                        + " '2026-03-01 00:00Z'::timestamptz + n * interval '1 second', 1, n, '2026-03-01', 1, 1, 'view', 'c'"
                        + " FROM generate_series(1, 20000) AS n");
        database.execute("ANALYZE raw_events");
        database.execute(LOADED);
    }

    /** Where it is needed all the same it seems to cost 10^10, and a server that can compile would do so, for each day. */
    @Test
    void whereAWayOfReadingIsOffNothingIsCompiled() throws SQLException {
        String off = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
                + " AND array_to_string(proconfig, ' ') ~ 'enable_[a-z]+=off'";
        assertThat(database.rows(off)).contains("cart_items", "recounted_sessions");
        assertThat(database.rows(off + " AND 'jit=off' <> ALL (proconfig)")).isEmpty();
    }

    @Test
    void sessionsAndCartsAreCountedAndComparedInSeconds() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = '20s'");
            while (rows(statement, "SELECT refresh_cohorts() OR refresh_sessions()")
                    .contains("t")) {
                // one piece of the work each time
            }
            assertThat(rows(
                            statement,
                            "SELECT sum(sessions), sum(events) FROM sessions WHERE hour >= '2026-03-02 00:00Z'"))
                    .containsExactly("40000|80000");
            assertThat(rows(statement, "SELECT carts, emptied FROM carts_by_day"))
                    .containsExactly("40000|40000");
            assertThat(rows(statement, "SELECT * FROM session_differences()")).isEmpty();
            assertThat(rows(statement, "SELECT * FROM cohort_differences()")).isEmpty();
        }
    }
}
