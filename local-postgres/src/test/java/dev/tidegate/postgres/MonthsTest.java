package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events in months: an event is in one of them only, whoever writes it, and months come and go with all that is known of them. */
@InMonths
@Tag("versions")
class MonthsTest {

    private static final String ROWS = """
            INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                    total_price, event_type, category)
            SELECT ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, n %% 3, n %% 5, at, 1, n, (at AT TIME ZONE 'UTC')::date,
                   2, 2, 'buy', 'kind ' || n %% 2
            FROM generate_series(%d, %d) AS n CROSS JOIN LATERAL (SELECT timestamptz '%s' + n * interval '1 s' AS at) AS time
            """;

    private static final String RIGHTS_ON_MONTHS = """
            SELECT inhrelid::regclass
            FROM pg_inherits CROSS JOIN LATERAL (
                SELECT relowner AS owner, relacl AS acl FROM pg_class WHERE oid = inhrelid
                UNION ALL
                SELECT 0, attacl FROM pg_attribute WHERE attrelid = inhrelid
                UNION ALL
                SELECT typowner, coalesce(typacl, acldefault('T', typowner)) FROM pg_type WHERE typrelid = inhrelid) AS rights,
                aclexplode(acl)
            WHERE inhparent = 'raw_events'::regclass AND grantee <> owner
            """;

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private void insert(int first, int last, String since) throws SQLException {
        database.execute(rows(first, last, since));
    }

    private static String rows(int first, int last, String since) {
        return ROWS.formatted(first, last, since);
    }

    private void assertAggregatesAreRight() throws SQLException {
        assertThat(database.rows("SELECT * FROM aggregate_differences()")).isEmpty();
    }

    private List<String> parts() throws SQLException {
        return database.rows(
                "SELECT tableoid::regclass, count(*) FROM raw_events GROUP BY 1 ORDER BY min(tableoid::regclass::text COLLATE \"C\")");
    }

    @Test
    void eachEventLiesInItsMonthAndTimesWithoutOneHaveAPlace() throws SQLException {
        insert(1, 10, "2026-01-31 23:59:55Z");
        insert(11, 11, "1990-01-01 00:00Z");
        insert(12, 12, "2200-01-01 00:00Z");
        assertThat(parts())
                .containsExactly(
                        "raw_events_2026_01|4", "raw_events_2026_02|6", "raw_events_before|1", "raw_events_other|1");
        assertAggregatesAreRight();
    }

    @Test
    void noStatementBringsAnEventIntoASecondMonth() throws SQLException {
        insert(1, 3, "2026-01-05 10:00Z");
        assertThatThrownBy(() -> insert(3, 4, "2026-02-05 10:00Z"))
                .hasMessageContaining(
                        "event 00000000-0000-0000-0000-000000000003 is in raw_events already, in another month")
                .extracting("SQLState")
                .isEqualTo("23505");
        assertThatThrownBy(() -> insert(3, 3, "2200-01-01 00:00Z")).hasMessageContaining("in another month");
        assertThatThrownBy(() -> insert(3, 3, "1990-01-01 00:00Z")).hasMessageContaining("in another month");
        // Twice in one statement, of which no row was there before.
        assertThatThrownBy(() -> database.execute(
                        rows(7, 7, "2026-02-05 10:00Z") + " UNION ALL " + select(7, "2026-03-05 10:00Z")))
                .hasMessageContaining("in another month");
        // So many that the months are looked at one by one.
        assertThatThrownBy(() -> insert(3, 2003, "2026-02-05 10:00Z")).hasMessageContaining("in another month");
        insert(4, 2003, "2026-02-05 10:00Z");
        assertThatThrownBy(() -> insert(2003, 5003, "2026-03-05 10:00Z")).hasMessageContaining("in another month");
        assertThat(parts()).containsExactly("raw_events_2026_01|3", "raw_events_2026_02|2000");
        assertAggregatesAreRight();
    }

    private static String select(int n, String since) {
        return rows(n, n, since).substring(rows(n, n, since).indexOf("SELECT"));
    }

    @Test
    void twoWritersAtOnceBringItIntoOneMonth() throws Exception {
        try (Connection first = database.connect();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.execute(rows(1, 1, "2026-01-05 10:00Z"));
            CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
                try {
                    insert(1, 1, "2026-02-05 10:00Z");
                } catch (SQLException e) {
                    throw new IllegalStateException(e.getMessage(), e);
                }
            });
            awaitWaiting();
            first.commit();
            assertThatThrownBy(second::join).hasMessageContaining("in another month");
        }
        assertThat(parts()).containsExactly("raw_events_2026_01|1");
    }

    /** Whoever looks at one month after the other may see it in neither: that of before when it has gone, and the other before it came. */
    @Test
    void eventThatMovesWhileManyAreLookedUpIsFound() throws Exception {
        insert(1, 1, "2026-08-05 10:00Z");
        try (Connection moving = database.connect();
                Connection between = database.connect();
                Statement move = moving.createStatement();
                Statement lock = between.createStatement()) {
            moving.setAutoCommit(false);
            between.setAutoCommit(false);
            move.execute("UPDATE raw_events SET event_timestamp = '2026-03-05Z', event_date = '2026-03-05'"
                    + " WHERE event_timestamp = '2026-08-05 10:00:01Z'");
            lock.execute("LOCK TABLE raw_events_2026_07 IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<Void> many = later(rows(1, 1500, "2026-11-05 10:00Z"));
            awaitWaitingFor("raw_events_2026_07");
            moving.commit();
            between.commit();
            assertThatThrownBy(many::join).hasMessageContaining("in another month");
        }
        assertThat(parts()).containsExactly("raw_events_2026_03|1");
    }

    private CompletableFuture<Void> later(String statements) {
        return CompletableFuture.runAsync(() -> {
            try {
                database.execute(statements);
            } catch (SQLException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }

    private void awaitWaitingFor(String table) throws SQLException {
        while (isNobodyWaitingFor(table)) {
            Thread.onSpinWait();
        }
    }

    private boolean isNobodyWaitingFor(String table) throws SQLException {
        return database.rows("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '" + table + "'::regclass")
                .isEmpty();
    }

    private void awaitWaiting() throws SQLException {
        awaitWaitingFor("month_turns");
    }

    /** Who could take the lock by which writers take turns could stop all loads. */
    @Test
    void nobodyButTheOwnerCanTakeTheTurnOfWriters() throws SQLException {
        for (Login login : List.of(database.ingest(), database.operator(), database.reader())) {
            try (Connection connection = database.connect(login);
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("SELECT pg_advisory_lock(hashtextextended('tidegate months', 0))");
                connection.commit();
                assertThatThrownBy(() -> statement.execute("LOCK TABLE month_turns IN ACCESS SHARE MODE"))
                        .hasMessageContaining("permission denied for table month_turns");
                connection.rollback();
                database.execute(
                        "SET lock_timeout = '20s'; " + rows(1, 1, "2026-01-05 10:00Z") + "; DELETE FROM raw_events");
            }
        }
    }

    /** A dump reads it while others write, and the other way round. */
    @Test
    void dumpDoesNotWaitForWriters() throws SQLException {
        try (Connection dump = database.connect();
                Connection writer = database.connect();
                Statement reading = dump.createStatement();
                Statement writing = writer.createStatement()) {
            dump.setAutoCommit(false);
            writer.setAutoCommit(false);
            writing.execute(rows(1, 1, "2026-01-05 10:00Z"));
            reading.execute("SET LOCAL lock_timeout = '1ms'; LOCK TABLE month_turns IN ACCESS SHARE MODE");
            writer.commit();
            writing.execute("SET LOCAL lock_timeout = '1s'; " + rows(2, 2, "2026-01-05 10:00Z"));
            writer.commit();
            dump.rollback();
        }
    }

    @Test
    void snapshotThatMayBeOldIsRefused() throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute(rows(1, 1, "2026-01-05 10:00Z")))
                        .hasMessageContaining("repeatable read");
            }
            connection.rollback();
        }
    }

    @Test
    void eventThatMovesToAnotherMonthIsTheSameEvent() throws SQLException {
        insert(1, 50, "2026-01-31 23:59:30Z");
        String moved = "UPDATE raw_events SET event_timestamp = event_timestamp + interval '%1$s',"
                + " event_date = (event_timestamp + interval '%1$s')::date";
        database.execute("SET TIME ZONE 'UTC'; " + moved.formatted("59 days") + ", price = 3, total_price = 3");
        assertThat(parts()).containsExactly("raw_events_2026_03|29", "raw_events_2026_04|21");
        assertAggregatesAreRight();
        assertThatThrownBy(() -> database.execute("UPDATE raw_events SET event_id = gen_random_uuid()"))
                .hasMessageContaining("keeps its event_id");
        assertThatThrownBy(
                        () -> database.execute(
                                "UPDATE raw_events SET event_id = '00000000-0000-0000-0000-000000000001' WHERE source_line > 48"))
                .isInstanceOf(SQLException.class);
        database.execute("DELETE FROM raw_events");
        assertAggregatesAreRight();
    }

    @Test
    void aSecondSetUpChangesNothing() throws IOException, SQLException {
        insert(1, 10, "2026-01-31 23:59:55Z");
        String catalogue =
                "SELECT oid, relname, relkind, relowner, relacl, relchecks FROM pg_class WHERE relname LIKE 'raw\\_events%' ORDER BY oid";
        List<String> before = database.rows(catalogue);
        try (Connection connection = database.connect()) {
            SetupScript.apply(connection, SetupScript.find());
            SetupScript.partByMonth(connection, SetupScript.find(), "2026-02-01");
        }
        assertThat(database.rows(catalogue)).isEqualTo(before);
        assertThat(
                        database.rows(
                                "SELECT relname FROM pg_class WHERE relname LIKE 'raw\\_events%' AND relowner <> 'tidegate_owner'::regrole"))
                .isEmpty();
    }

    /** What may be done to events is said of the whole: into a month by itself the triggers would not look. */
    @Test
    void nobodyHasARightOnAMonthItself() throws SQLException {
        assertThat(database.rows(RIGHTS_ON_MONTHS)).isEmpty();
        for (Login login : List.of(database.ingest(), database.operator(), database.reader())) {
            try (Connection connection = database.connect(login);
                    Statement statement = connection.createStatement()) {
                assertThatThrownBy(() ->
                                statement.execute("INSERT INTO raw_events_2026_01 SELECT * FROM raw_events_2026_01"))
                        .hasMessageContaining("permission denied for table raw_events_2026_01");
            }
        }
        try (Connection connection = database.connect(database.ingest());
                Statement statement = connection.createStatement()) {
            statement.execute(rows(1, 3, "2026-02-05 10:00Z"));
            statement.execute("UPDATE raw_events SET price = 3, total_price = 3");
            assertThatThrownBy(() -> statement.execute("SELECT remove_months('2026-02-01')"))
                    .hasMessageContaining("permission denied for function remove_months");
        }
        assertAggregatesAreRight();
    }

    /** Not by what is given by default on new tables either, and what was given by mistake is taken away by the next set-up. */
    @Test
    void rightsThatAreGivenByDefaultAreNotGivenOnMonths() throws IOException, SQLException {
        dropTheNewestMonth();
        database.execute("ALTER DEFAULT PRIVILEGES FOR ROLE tidegate_owner GRANT ALL ON TABLES TO test_reader;"
                + " GRANT SELECT (price), INSERT ON raw_events_2026_01 TO test_reader, PUBLIC");
        assertThat(database.rows("SELECT make_months()")).containsExactly("1");
        try (Connection connection = database.connect()) {
            assertThat(database.rows(RIGHTS_ON_MONTHS)).containsOnly("raw_events_2026_01");
            SetupScript.apply(connection, SetupScript.find());
        }
        assertThat(database.rows(RIGHTS_ON_MONTHS)).isEmpty();
    }

    @Test
    void monthThatIsMadeLateTakesTheEventsThatCameBeforeIt() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            String last = TestDatabase.rows(
                            statement, "SELECT max(part::text) FROM month_parts() WHERE part::text ~ '\\d$'")
                    .get(0);
            statement.execute("DROP TABLE " + last);
            String next = last.replace("raw_events_", "").replace('_', '-') + "-10 00:00Z";
            statement.execute(rows(1, 5, next));
            assertThat(parts()).containsExactly("raw_events_other|5");
            assertThat(TestDatabase.rows(statement, "SELECT make_months(), make_months()"))
                    .containsExactly("1|0");
            assertThat(parts()).containsExactly(last + "|5");
            assertThatThrownBy(() -> insert(5, 5, "2026-01-01 00:00Z")).hasMessageContaining("in another month");
        }
        assertAggregatesAreRight();
    }

    @Test
    void whoIsInTheWayOfANewMonthIsNotWaitedForLong() throws SQLException {
        try (Connection reader = database.connect();
                Connection operator = database.connect(database.operator());
                Statement statement = operator.createStatement()) {
            dropTheNewestMonth();
            reader.setAutoCommit(false);
            try (Statement reading = reader.createStatement()) {
                reading.execute("SELECT count(*) FROM raw_events");
                assertThat(TestDatabase.rows(statement, "SELECT make_months()")).containsExactly("null");
            }
            reader.rollback();
            assertThat(TestDatabase.rows(statement, "SELECT make_months()")).containsExactly("1");
        }
    }

    private void dropTheNewestMonth() throws SQLException {
        database.execute(
                "DO $$ BEGIN EXECUTE 'DROP TABLE ' || (SELECT max(part::text) FROM month_parts() WHERE part::text ~ '\\d$'); END $$");
    }

    /** Whatever a writer does meanwhile, nobody fails: the months are made when he has done, or later. */
    @ParameterizedTest
    @CsvSource({"SELECT make_months(), 1", "SELECT remove_months('2026-02-01'), 1"})
    void whoWritesMeanwhileIsWaitedFor(String months, String said) throws Exception {
        insert(1, 1, "2026-01-10 00:00Z");
        insert(2, 2, "2026-11-10 00:00Z");
        dropTheNewestMonth();
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            // Moves to a time whose month is missing. What is inserted then needs its turn.
            statement.execute("UPDATE raw_events SET event_timestamp = event_timestamp + interval '80 days',"
                    + " event_date = event_date + 80 WHERE source_line = 2");
            CompletableFuture<List<String>> made = CompletableFuture.supplyAsync(() -> {
                try (Connection operator = database.connect(database.operator());
                        Statement asking = operator.createStatement()) {
                    return TestDatabase.rows(asking, months);
                } catch (SQLException e) {
                    throw new IllegalStateException(e.getMessage(), e);
                }
            });
            while (database.rows("SELECT 1 FROM pg_locks WHERE NOT granted AND database ="
                            + " (SELECT oid FROM pg_database WHERE datname = current_database())")
                    .isEmpty()) {
                assertThat(made).isNotDone();
            }
            statement.execute(rows(3, 3, "2026-11-10 00:00Z"));
            writer.commit();
            assertThat(made.join()).containsExactly(said);
        }
        assertThat(database.rows("SELECT make_months()")).containsExactly("0");
        assertThat(database.rows("SELECT count(*) FROM raw_events_other")).containsExactly("0");
        assertThat(database.rows("SELECT count(*) FROM raw_events WHERE source_line > 1"))
                .containsExactly("2");
        assertAggregatesAreRight();
    }

    /** Neither is ended as the victim of a deadlock. */
    @Test
    void whoHasHisTurnMayStillWriteWhereAMonthIsMissing() throws Exception {
        dropTheNewestMonth();
        String later = database.rows("SELECT max(until) + interval '1 day' FROM month_parts() WHERE until < 'infinity'")
                .get(0);
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute(rows(1, 1, "2026-01-10 00:00Z"));
            CompletableFuture<Void> made = later("DO $$ BEGIN ASSERT make_months() IS NULL; END $$");
            while (!made.isDone() && isNobodyWaitingFor("month_turns")) {
                Thread.onSpinWait();
            }
            statement.execute(rows(2, 2, later));
            writer.commit();
            made.join();
        }
        assertThat(database.rows("SELECT make_months()")).containsExactly("1");
        assertAggregatesAreRight();
    }

    /** As where it is asked under an older snapshot than that of a row which has moved. */
    @Test
    void eventThatIsInTheWayUnseenIsNoError() throws Exception {
        insert(1, 1, "2026-01-10 00:00Z");
        dropTheNewestMonth();
        try (Connection old = database.connect();
                Statement statement = old.createStatement()) {
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            old.setAutoCommit(false);
            statement.execute("SELECT 1 FROM pipeline");
            database.execute(
                    "UPDATE raw_events SET event_timestamp = (SELECT max(until) + interval '1 day' FROM month_parts()"
                            + " WHERE until < 'infinity')");
            assertThat(TestDatabase.rows(statement, "SELECT make_months()")).containsExactly("null");
            old.rollback();
        }
        assertThat(database.rows("SELECT make_months()")).containsExactly("1");
    }

    @Test
    void monthsThatAreRemovedLeaveWhatDeleteWouldLeave() throws SQLException {
        insert(1, 2000, "2025-11-01 00:00Z");
        insert(2001, 2500, "2026-01-15 00:00Z");
        insert(2501, 3000, "2026-02-28 23:13:19Z");
        insert(3001, 3010, "2200-01-01 00:00Z");
        count();
        try (Connection operator = database.connect(database.operator());
                Statement statement = operator.createStatement()) {
            assertThat(TestDatabase.rows(statement, "SELECT remove_months('2026-02-10')"))
                    .containsExactly("2500");
            assertThat(parts())
                    .containsExactly("raw_events_2026_02|300", "raw_events_2026_03|200", "raw_events_other|10");
            assertThat(TestDatabase.rows(
                            statement, "SELECT events_removed, events_removed_before = '2026-02-01Z' FROM pipeline"))
                    .containsExactly("2500|t");
            assertAggregatesAreRight();
            count();
            assertThat(database.rows("SELECT * FROM cohort_differences()")).isEmpty();
            assertThat(database.rows("SELECT * FROM session_differences()")).isEmpty();
            assertThat(database.rows("SELECT * FROM first_day_differences()")).isEmpty();
            assertThat(database.rows("SELECT min(hour) >= '2026-02-01Z' FROM sales_by_hour"))
                    .containsExactly("t");
            // What is gone is not known any more, so it must not come in again.
            for (String gone : List.of("2026-01-20 00:00Z", "1990-01-01 00:00Z", "2026-01-31 23:59:00Z")) {
                assertThatThrownBy(() -> insert(1, 1, gone)).hasMessageContaining("removed_before_2026_02");
            }
            assertThatThrownBy(() -> database.execute("UPDATE raw_events SET event_timestamp = '2026-01-05Z'"))
                    .hasMessageContaining("removed_before_2026_02");
            assertThat(TestDatabase.rows(statement, "SELECT remove_months('2026-03-31')"))
                    .containsExactly("300");
            assertThatThrownBy(() -> insert(1, 1, "2026-02-20 00:00Z")).hasMessageContaining("removed_before_2026_03");
            assertThatThrownBy(() -> statement.execute("SELECT remove_months('2200-01-01')"))
                    .hasMessageContaining("expected a month that is there, and that has begun");
        }
        assertAggregatesAreRight();
    }

    /** Of what lies in one partition with later events, only those from before. */
    @Test
    void eventsFromBeforeTheMonthsAreRemovedMonthByMonth() throws SQLException {
        insert(1, 10, "2025-10-31 23:59:55Z");
        assertThat(database.rows("SELECT remove_months('2025-11-01')")).containsExactly("4");
        assertThat(parts()).containsExactly("raw_events_before|6");
        assertThatThrownBy(() -> insert(1, 1, "2025-10-31 00:00Z")).hasMessageContaining("removed_before_2025_11");
        insert(11, 11, "2025-11-02 00:00Z");
        assertAggregatesAreRight();
    }

    /** Where no job has run for long. The months that are kept are made first, and there is always one. */
    @Test
    void allMonthsThatAreThereMayBeRemoved() throws SQLException {
        insert(1, 10, "2026-02-10 00:00Z");
        database.execute(
                "DO $$ DECLARE gone regclass; BEGIN"
                        + " FOR gone IN SELECT part FROM month_parts() WHERE since >= '2026-04-01Z' AND until < 'infinity' LOOP"
                        + " EXECUTE format('ALTER TABLE raw_events DETACH PARTITION %1$s; DROP TABLE %1$s', gone); END LOOP; END $$");
        insert(11, 15, "2026-05-10 00:00Z");
        assertThat(database.rows("SELECT remove_months('2026-04-01')")).containsExactly("10");
        assertAggregatesAreRight();
        insert(16, 20, "2026-05-11 00:00Z");
        assertThat(parts()).containsExactly("raw_events_2026_05|10");
        assertThat(database.rows("SELECT part, since, until FROM month_parts() WHERE since IS NULL OR until IS NULL"))
                .isEmpty();
        assertThat(database.rows("SELECT remove_months('2026-05-01')")).containsExactly("0");
        assertThat(database.rows("SELECT min(part::text) FROM month_parts()")).containsExactly("raw_events_2026_05");
        assertThatThrownBy(() -> database.execute("SELECT remove_months(NULL)"))
                .hasMessageContaining("expected a month that is there");
        assertAggregatesAreRight();
    }

    /** As whoever drops tables by hand may leave it. */
    @Test
    void withoutAnyMonthItIsKnownWhereEventsLie() throws SQLException {
        database.execute("DO $$ DECLARE gone regclass; BEGIN"
                + " FOR gone IN SELECT part FROM month_parts() WHERE since > '-infinity' AND until < 'infinity' LOOP"
                + " EXECUTE format('DROP TABLE %s', gone); END LOOP; END $$");
        String bounds =
                "SELECT part, since = '-infinity', since = '2026-01-01Z', until = '2026-01-01Z', until = 'infinity'"
                        + " FROM month_parts()";
        assertThat(database.rows(bounds)).containsExactly("raw_events_before|t|f|t|f", "raw_events_other|f|t|f|t");
        insert(1, 2000, "2026-03-10 00:00Z");
        assertThatThrownBy(() -> insert(1, 2000, "2025-03-10 00:00Z")).hasMessageContaining("in another month");
        assertThat(database.rows("SELECT make_months() > 10")).containsExactly("t");
        assertThat(parts()).containsExactly("raw_events_2026_03|2000");
    }

    /** Where it would be blind it fails: rows may be hidden from the owner, too. */
    @Test
    void whatIsHiddenFromTheOwnerIsNotTakenForMissing() throws SQLException {
        insert(1, 2000, "2026-01-10 00:00Z");
        database.execute("ALTER TABLE raw_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
        assertThatThrownBy(() -> insert(1, 1, "2026-02-10 00:00Z")).hasMessageContaining("row-level security");
        database.execute("ALTER TABLE raw_events NO FORCE ROW LEVEL SECURITY");
        assertThatThrownBy(() -> insert(1, 1, "2026-02-10 00:00Z")).hasMessageContaining("in another month");
    }

    /** All behind the loads. */
    private void count() throws SQLException {
        for (String refresh : List.of("refresh_cohorts()", "refresh_sessions()")) {
            while (database.rows("SELECT " + refresh).get(0).equals("t")) {
                assertThat(database.rows("SELECT 1")).hasSize(1);
            }
        }
    }
}
