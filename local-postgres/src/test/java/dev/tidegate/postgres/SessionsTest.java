package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions: numbers that can be checked on paper, and that a plain walk through the events gives, too. */
@Tag("versions")
class SessionsTest {

    private static final String BY_HOUR =
            "SELECT to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), sessions,"
                    + " bounces, buying, views, events, trim_scale(seconds) FROM sessions ORDER BY hour";
    private static final String BY_PRODUCT =
            "SELECT product_id, landings, bounces, leavings FROM session_products_between('2026-01-01', '2026-12-31') ORDER BY 1";

    /** Ann comes in the morning, stays, comes back after 31 minutes; Bob's shop says the session; nobody knows the guest. */
    private static final List<CountedSessions.Event> EVENTS = List.of(
            event("ann", null, "2026-03-02T09:50:00Z", "view", "lamp"),
            event("ann", null, "2026-03-02T10:20:00Z", "view", "desk"),
            event("ann", null, "2026-03-02T10:21:40Z", "buy", "lamp"),
            event("ann", null, "2026-03-02T10:52:41Z", "view", "desk"),
            event("bob", "s1", "2026-03-02T10:00:00Z", "view", "chair"),
            event("bob", "s1", "2026-03-02T13:00:00Z", "cart", "chair"),
            event("bob", "s2", "2026-03-02T13:00:05Z", "view", "lamp"),
            event(null, "s3", "2026-03-02T13:10:00Z", "view", "desk"),
            event(null, null, "2026-03-02T13:10:00Z", "view", "desk"),
            event("cy", null, "2026-03-02T23:59:59Z", "view", "lamp"),
            event("cy", null, "2026-03-03T00:00:01Z", "view", "lamp"));

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @RegisterExtension
    final Seed seed = new Seed();

    private static CountedSessions.Event event(String user, String session, String time, String type, String product) {
        return new CountedSessions.Event(user, session, Instant.parse(time), 1, type, product);
    }

    private void insert(List<CountedSessions.Event> events) throws SQLException {
        StringBuilder sql = new StringBuilder();
        for (int id = 0; id < events.size(); id++) {
            sql.append(events.get(id).upsert(id));
        }
        database.execute(sql.toString());
    }

    @Test
    void theSessionsOfFourVisitorsAreThoseOnPaper() throws SQLException {
        insert(EVENTS);
        refresh();
        assertThat(database.rows(BY_HOUR))
                .containsExactly(
                        "2026-03-02T09:00:00Z|1|0|1|2|3|1900",
                        "2026-03-02T10:00:00Z|2|1|0|2|3|10800",
                        "2026-03-02T13:00:00Z|2|2|0|2|2|0",
                        "2026-03-02T23:00:00Z|1|1|0|1|1|0",
                        "2026-03-03T00:00:00Z|1|1|0|1|1|0");
        assertThat(database.rows(BY_PRODUCT)).containsExactly("chair|1|0|1", "desk|2|2|2", "lamp|4|3|4");
        assertThat(database.rows("SELECT bucket_start = '2026-03-02 00:00Z', sessions, bounces, buying, views, events,"
                        + " bounce_share, buying_share, mean_seconds, mean_views"
                        + " FROM sessions_between('2026-03-02 00:00Z', '2026-03-03 00:00Z', '1 day')"))
                .containsExactly("t|6|4|1|7|9|0.6667|0.1667|2116.7|1.17");
    }

    @Test
    void lateCorrectedAndDeletedEventsEndRight() throws SQLException {
        insert(EVENTS);
        refresh();
        // Between ten and eight minutes to eleven Ann was there after all, so both her sessions are one.
        database.execute(
                event("ann", null, "2026-03-02T10:40:00Z", "click", "desk").upsert(100));
        database.execute("UPDATE raw_events SET session_id = 's1' WHERE session_id = 's2'");
        database.execute("DELETE FROM raw_events WHERE session_id = 's3' OR event_date = '2026-03-03'");
        refresh();
        assertThat(database.rows(BY_HOUR))
                .containsExactly(
                        "2026-03-02T09:00:00Z|1|0|1|3|5|3761",
                        "2026-03-02T10:00:00Z|1|0|0|2|3|10805",
                        "2026-03-02T23:00:00Z|1|1|0|1|1|0");
        database.execute("TRUNCATE raw_events");
        refresh();
        assertThat(database.rows(BY_HOUR)).isEmpty();
        assertThat(database.rows(BY_PRODUCT)).isEmpty();
    }

    @Test
    void aSingleBuyIsNoBounceAndARefundNoVisit() throws SQLException {
        insert(List.of(
                event("ann", null, "2026-03-02T09:50:00Z", "buy", "lamp"),
                event("ann", null, "2026-03-02T18:00:00Z", "refund", "lamp"),
                event("bob", null, "2026-03-02T09:50:00Z", "click", "desk")));
        refresh();
        assertThat(database.rows(BY_HOUR)).containsExactly("2026-03-02T09:00:00Z|2|1|1|0|2|0");
        assertThat(database.rows(BY_PRODUCT)).containsExactly("desk|1|1|1", "lamp|1|0|1");
    }

    @Test
    void untilAllIsCountedTheViewsSayOfWhenTheyAre() throws SQLException {
        String asOf = "SELECT pending, as_of IS NULL, as_of = now() FROM sessions_as_of";
        assertThat(database.rows(asOf)).containsExactly("f|f|t");
        insert(EVENTS);
        assertThat(database.rows(asOf)).as("nothing was ever counted").containsExactly("t|t|null");
        refresh();
        assertThat(database.rows(asOf)).containsExactly("f|f|t");
        database.execute("DELETE FROM raw_events WHERE user_id = 'bob'");
        database.execute("SELECT refresh_cohorts()");
        assertThat(database.rows(asOf))
                .as("the mark is taken, and the day still to be counted")
                .containsExactly("t|f|f");
        database.execute("SELECT refresh_sessions()");
        assertThat(database.rows(asOf)).containsExactly("f|f|t");
    }

    /** A merge that has not committed is not waited for, and its mark is not lost. */
    @Test
    void whatCommitsWhileTheSessionsAreCountedIsCountedNext() throws SQLException {
        try (Connection merge = database.connect();
                Statement statement = merge.createStatement()) {
            merge.setAutoCommit(false);
            statement.execute(EVENTS.get(0).upsert(0));
            refresh();
            assertThat(database.rows(BY_HOUR)).isEmpty();
            merge.commit();
        }
        refresh();
        assertThat(database.rows(BY_HOUR)).containsExactly("2026-03-02T09:00:00Z|1|1|0|1|1|0");
    }

    @Test
    void whatSomebodyChangesInTheTablesIsFound() throws SQLException {
        insert(EVENTS);
        refresh();
        database.execute("UPDATE sessions_by_hour SET bounces = bounces + 1 WHERE steps & 32 > 0;"
                + " DELETE FROM session_ends_by_day WHERE product_id = 'lamp' AND day = '2026-03-03'");
        assertThat(database.rows("SELECT counted, key, kept, recounted FROM session_differences()"))
                .containsExactly(
                        "session_ends_by_day|[\"2026-03-03\", null, null, \"lamp\"]|null|[1, 1, 1]",
                        "sessions_by_hour|[\"2026-03-02\", \"2026-03-02T03:00:00-06:00\", 33, null]|[1, 1, 2, 3, 1900]|[1, 0, 2, 3, 1900]");
        database.execute("SELECT recount_aggregates()");
        refresh();
    }

    @Test
    void randomEventsInAnyOrderAreWhatAPlainWalkSays() throws SQLException {
        Random random = seed.random();
        Instant begin = Instant.parse("2026-03-28T22:00:00Z");
        Map<Integer, CountedSessions.Event> events = new HashMap<>();
        for (int step = 0; step < 200; step++) {
            StringBuilder sql = new StringBuilder();
            for (int n = random.nextInt(6); n >= 0; n--) {
                int id = random.nextInt(150);
                if (random.nextInt(5) == 0) {
                    events.remove(id);
                    sql.append("DELETE FROM raw_events WHERE event_id = md5('%d')::uuid;".formatted(id));
                } else {
                    CountedSessions.Event event = new CountedSessions.Event(
                            random.nextInt(4) == 0 ? null : "user " + random.nextInt(3),
                            random.nextInt(3) > 0 ? null : "session " + random.nextInt(3),
                            begin.plusSeconds(random.nextInt(60) * 600L + random.nextInt(2)),
                            id,
                            List.of("view", "click", "buy", "refund").get(random.nextInt(4)),
                            "product " + random.nextInt(4));
                    events.put(id, event);
                    sql.append(event.upsert(id));
                }
            }
            database.execute(sql.toString());
            if (random.nextInt(4) == 0) {
                database.execute("SELECT refresh_cohorts(), refresh_sessions()");
            }
        }
        refresh();
        CountedSessions counted = new CountedSessions(events.values());
        assertThat(database.rows(BY_HOUR)).isEqualTo(counted.byHour());
        assertThat(database.rows(BY_PRODUCT)).isEqualTo(counted.byProduct());
    }

    @Test
    void sessionsAreCountedWhileAnotherSessionCountsCohorts() throws SQLException {
        insert(EVENTS);
        database.execute("SELECT refresh_cohorts()");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT refresh_cohorts()");
            assertThat(database.rows("SELECT refresh_cohorts()")).containsExactly("null");
            assertThat(database.rows("SELECT refresh_sessions()")).containsExactly("t");
            other.commit();
        }
        refresh();
    }

    @Test
    void twoDaysAreCountedSideBySideAndNoDayTwice() throws SQLException {
        insert(EVENTS);
        database.execute(
                new CountedSessions.Event("Zoe", null, Instant.parse("2026-04-02T10:00:00Z"), 1, "view", "product 1")
                        .upsert(1_000));
        database.execute("DELETE FROM marked_sessions; INSERT INTO marked_sessions SELECT NULL, day FROM"
                + " (SELECT DISTINCT event_date AS day FROM raw_events) AS event; DELETE FROM marked_days");
        long days = Long.parseLong(
                database.rows("SELECT count(*) FROM marked_sessions").get(0));
        try (Connection one = database.connect();
                Statement first = one.createStatement();
                Connection other = database.connect();
                Statement second = other.createStatement()) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            assertThat(TestDatabase.rows(first, "SELECT refresh_sessions()")).containsExactly("t");
            for (long left = days; left > 1; left--) {
                assertThat(TestDatabase.rows(second, "SELECT refresh_sessions()"))
                        .containsExactly("t");
            }
            assertThat(database.rows("SELECT refresh_sessions()"))
                    .as("all days are in hand")
                    .containsExactly("null");
            other.commit();
            assertThat(database.rows("SELECT refresh_sessions()")).as("one is").containsExactly("null");
            one.commit();
        }
        assertThat(database.rows("SELECT refresh_sessions()")).containsExactly("f");
        refresh();
    }

    private void refresh() throws SQLException {
        while (database.rows("SELECT refresh_cohorts() OR refresh_sessions()").contains("t")) {
            // one piece of the work each time
        }
        assertThat(database.rows("SELECT pending FROM sessions_as_of")).containsExactly("f");
        assertThat(database.rows("SELECT * FROM session_differences()")).isEmpty();
    }
}
