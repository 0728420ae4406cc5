package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database with events in one table is taken to months, and nothing is another than before. */
@Tag("versions")
class PartedByMonthTest {

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private void insert(int events, String since) throws SQLException {
        database.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                        total_price, event_type)
                SELECT gen_random_uuid(), n %% 3, n %% 5, at, 1, n, (at AT TIME ZONE 'UTC')::date, 2, 2, 'buy'
                FROM generate_series(1, %d) AS n CROSS JOIN LATERAL (SELECT timestamptz '%s' + n * interval '1 s' AS at) AS time""".formatted(events, since));
    }

    private void part(String since) throws IOException, SQLException {
        try (Connection connection = database.connect()) {
            SetupScript.partByMonth(connection, SetupScript.find(), since);
        }
    }

    private List<String> events() throws SQLException {
        return database.rows("SELECT * FROM raw_events ORDER BY event_id");
    }

    private List<String> parts() throws SQLException {
        return database.rows(
                "SELECT tableoid::regclass, count(*) FROM raw_events GROUP BY 1 ORDER BY min(tableoid::regclass::text COLLATE \"C\")");
    }

    @Test
    void whatIsThereStaysAndWhoMayLookMayStillLook() throws IOException, SQLException {
        insert(100, "2025-12-31 23:59:00Z");
        insert(5, "2300-01-01 00:00Z");
        database.execute("GRANT SELECT ON raw_events TO test_reader WITH GRANT OPTION;"
                + " GRANT SELECT (price) ON raw_events TO PUBLIC");
        List<String> before = events();
        part("2026-01-01");
        assertThat(events()).isEqualTo(before);
        assertThat(parts()).containsExactly("raw_events_2026_01|41", "raw_events_before|59", "raw_events_other|5");
        assertThat(database.rows("SELECT * FROM aggregate_differences()")).isEmpty();
        assertThat(database.rows("SELECT count(*) FROM event_details")).containsExactly("105");
        assertThat(database.rows("SELECT epoch FROM pipeline")).containsExactly("1");
        assertThat(database.rows("SELECT has_table_privilege('test_reader', 'raw_events', 'SELECT WITH GRANT OPTION'),"
                        + " has_table_privilege('test_reader', 'raw_events_before', 'SELECT'),"
                        + " has_any_column_privilege('test_reader', 'raw_events_before', 'SELECT')"))
                .containsExactly("t|f|f");
        insert(7, "2026-02-01 00:00Z");
        assertThat(database.rows("SELECT * FROM aggregate_differences()")).isEmpty();
        assertThat(database.rows("SELECT count(*) FROM event_details")).containsExactly("112");
    }

    @Test
    void withoutADayNothingIsWrittenAnew() throws IOException, SQLException {
        insert(10, "2026-02-01 00:00Z");
        String file = "SELECT pg_relation_filenode('%s')";
        List<String> before = database.rows(file.formatted("raw_events"));
        try (Connection connection = database.connect()) {
            Ddl.execute(connection, "SET tidegate.partitioned = 'month'");
            SetupScript.apply(connection, SetupScript.find());
        }
        assertThat(database.rows(file.formatted("raw_events_before"))).isEqualTo(before);
        assertThat(database.rows(
                        "SELECT since = (date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'"
                                + " FROM month_parts() WHERE part::text ~ '\\d$' ORDER BY since LIMIT 1"))
                .containsExactly("t");
    }

    @Test
    void whatOthersHaveBuiltOnItIsNamed() throws SQLException {
        database.execute("CREATE VIEW reports AS SELECT count(*) FROM raw_events;"
                + " CREATE TABLE notes (event_id uuid REFERENCES raw_events);"
                + " CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
                + " CREATE TRIGGER say AFTER DELETE ON raw_events FOR EACH STATEMENT EXECUTE FUNCTION say()");
        assertThatThrownBy(() -> part("2026-01-01"))
                .hasMessageContainingAll("view reports", "foreign key notes_event_id_fkey of notes", "trigger say");
        assertThat(database.rows("SELECT relkind FROM pg_class WHERE oid = 'raw_events'::regclass"))
                .containsExactly("r");
    }

    /** Neither on the new table nor on what becomes a part of it. */
    @Test
    void whoMightNotLookMayNotByWhatIsGivenByDefault() throws IOException, SQLException {
        database.execute("ALTER DEFAULT PRIVILEGES FOR ROLE tidegate_owner GRANT SELECT ON TABLES TO test_reader");
        part("2026-01-01");
        assertThat(database.rows("SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'p')"
                        + " AND relname LIKE 'raw\\_events%' AND has_table_privilege('test_reader', oid, 'SELECT')"))
                .isEmpty();
    }

    /** Its policies are named as what has to be made again; who sees nothing without them does not see all meanwhile. */
    @Test
    void whoSeesNoRowsSeesNoneAfterwards() throws IOException, SQLException {
        insert(10, "2026-02-01 00:00Z");
        database.execute("GRANT SELECT ON raw_events TO test_reader; ALTER TABLE raw_events ENABLE ROW LEVEL SECURITY;"
                + " CREATE POLICY few ON raw_events TO test_reader USING (price < 0)");
        assertThatThrownBy(() -> part("2026-01-01")).hasMessageContaining("policy few");
        database.execute("DROP POLICY few ON raw_events; ALTER TABLE raw_events FORCE ROW LEVEL SECURITY");
        assertThatThrownBy(() -> part("2026-01-01")).hasMessageContaining("FORCE ROW LEVEL SECURITY");
        database.execute("ALTER TABLE raw_events NO FORCE ROW LEVEL SECURITY");
        assertThat(countOfReader()).isZero();
        part("2026-01-01");
        assertThat(countOfReader()).isZero();
        assertThat(database.rows(
                        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = 'raw_events'::regclass"))
                .containsExactly("t|f");
        database.execute("CREATE POLICY few ON raw_events TO test_reader USING (price > 0)");
        assertThat(countOfReader()).isEqualTo(10);
    }

    private int countOfReader() throws SQLException {
        try (Connection reader = database.connect(database.reader());
                Statement statement = reader.createStatement()) {
            return Integer.parseInt(TestDatabase.rows(statement, "SELECT count(*) FROM raw_events")
                    .get(0));
        }
    }

    /** It would stay with what was before, and say nothing of it. */
    @Test
    void whatDependsOnItInOtherWaysIsNamedToo() throws SQLException {
        database.execute("CREATE FUNCTION newest() RETURNS timestamptz LANGUAGE sql"
                + " RETURN (SELECT max(event_timestamp) FROM raw_events);"
                + " CREATE FUNCTION dear(event raw_events) RETURNS boolean LANGUAGE sql AS 'SELECT event.price > 9';"
                + " CREATE FUNCTION a_few() RETURNS SETOF raw_events LANGUAGE sql AS 'SELECT * FROM raw_events LIMIT 9';"
                + " CREATE TABLE marks (event_id uuid, copy raw_events, many raw_events[]);"
                + " ALTER TABLE marks ENABLE ROW LEVEL SECURITY;"
                + " CREATE POLICY known ON marks USING (event_id IN (SELECT event_id FROM raw_events));"
                + " ALTER TABLE raw_events ADD CONSTRAINT cheap CHECK (price < 1000000);"
                + " CREATE INDEX by_user ON raw_events (user_id);"
                + " CREATE STATISTICS kinds ON event_type, category FROM raw_events");
        assertThatThrownBy(() -> part("2026-01-01"))
                .hasMessageContainingAll(
                        "function newest()",
                        "function dear(raw_events)",
                        "function a_few()",
                        "column copy of table marks",
                        "column many of table marks",
                        "policy known on table marks",
                        "constraint cheap on table raw_events",
                        "index by_user",
                        "statistics object kinds");
        database.execute(
                "DROP FUNCTION newest; DROP FUNCTION dear; DROP FUNCTION a_few; DROP TABLE marks; DROP INDEX by_user;"
                        + " ALTER TABLE raw_events DROP CONSTRAINT cheap; DROP STATISTICS kinds");
        assertThatCode(() -> part("2026-01-01")).doesNotThrowAnyException();
    }

    @Test
    void anythingButAMonthIsRefused() {
        assertThatThrownBy(() -> part("2200-01-01"))
                .hasMessageContaining("expected a day until the end of the next month");
        assertThatThrownBy(() -> {
                    try (Connection connection = database.connect()) {
                        Ddl.execute(connection, "SET tidegate.partitioned = 'week'");
                        SetupScript.apply(connection, SetupScript.find());
                    }
                })
                .hasMessageContaining("partitioned is week, expected month");
    }

    @Test
    void oneTableHasNoMonths() throws SQLException {
        assertThat(database.rows("SELECT make_months()")).containsExactly("0");
        assertThatThrownBy(() -> database.execute("SELECT remove_months('2026-01-01')"))
                .hasMessageContaining("raw_events is not in months");
    }
}
