package dev.tidegate.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the logins of the three groups can do, and what a hostile one tries in vain. */
@Tag("versions")
class RightsTest {
    private static final String EVENT = "INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp,"
            + " source_file_id, source_line, event_date, price, total_price, event_type) VALUES"
            + " (gen_random_uuid(), 1, 1, '2026-03-01Z', 1, 1, '2026-03-01', 5, 5, 'buy')";

    /** A temp table like raw_events, whose price is of a type that the attacker has made. */
    private static final String BAIT = """
            CREATE TYPE pg_temp.bait AS (said text);
            CREATE FUNCTION pg_temp.swallow(pg_temp.bait) RETURNS numeric LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM set_config('attack.ran_as', current_user, false);
                RETURN 1000000;
            END $$;
            CREATE CAST (pg_temp.bait AS numeric) WITH FUNCTION pg_temp.swallow(pg_temp.bait) AS IMPLICIT;
            CREATE TEMP TABLE raw_events (event_id uuid, user_id text, product_id text, event_timestamp timestamptz, event_date date,
                quantity numeric, price numeric, total_price pg_temp.bait, event_type text, product_name text, category text,
                currency text)""";

    private static final String SPRING =
            "INSERT INTO pg_temp.raw_events VALUES (gen_random_uuid(), 1, 1, '2026-03-01Z',"
                    + " '2026-03-01', 1, 5, ROW('x')::pg_temp.bait, 'buy', 'x', 'x')";

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private enum Who {
        INGEST,
        READER,
        OPERATOR
    }

    /** A right that is new, or one that goes, shows in a diff of the file: it says what the database says. */
    @Test
    void allRightsAreThoseThatAreCheckedIn() throws IOException, SQLException {
        assertThat(String.join("\n", database.rows(resource("rights.sql")))).isEqualTo(resource("rights.txt"));
    }

    /** Who looks there asks as the one that the page names. */
    @Test
    void whoMayLookAtWhatIsWhatThePageSays() throws IOException, SQLException {
        List<MatchResult> rows = Pattern.compile("(?m)^\\| [^|]+ \\| (`[^|]+) \\| (`tidegate_\\w+`|both) \\|$")
                .matcher(Files.readString(Path.of("../docs/tables.md")))
                .results()
                .toList();
        assertThat(rows).hasSizeGreaterThan(10);
        for (MatchResult row : rows) {
            String roles = row.group(2).equals("both") ? "tidegate_operator,tidegate_reader" : row.group(2);
            for (MatchResult name :
                    Pattern.compile("`(\\w+)`").matcher(row.group(1)).results().toList()) {
                assertThat(database.rows("""
                                SELECT has_table_privilege(role, oid, 'SELECT')
                                FROM unnest(string_to_array('%1$s', ',')) AS role, pg_class
                                WHERE relname = '%2$s' AND relnamespace = 'public'::regnamespace
                                UNION ALL
                                SELECT has_function_privilege(role, oid, 'EXECUTE')
                                FROM unnest(string_to_array('%1$s', ',')) AS role, pg_proc
                                WHERE proname = '%2$s' AND pronamespace = 'public'::regnamespace""".formatted(roles.replace("`", ""), name.group(1))))
                        .as(row.group())
                        .isNotEmpty()
                        .containsOnly("t");
            }
        }
    }

    /** Seen: invented revenue by a trigger function on a table of one's own. */
    @ParameterizedTest
    @EnumSource
    void nobodyPutsTheTriggerFunctionsOnATableOfHisOwn(Who who) throws SQLException {
        letMakeTempTables();
        database.execute(EVENT);
        try (Connection connection = database.connect(login(who));
                Statement statement = connection.createStatement()) {
            statement.execute(BAIT);
            assertDenied(
                    statement,
                    "CREATE TRIGGER aggregate_inserted AFTER INSERT ON pg_temp.raw_events"
                            + " REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT"
                            + " EXECUTE FUNCTION public.aggregate_changed_rows('1')");
            assertDenied(
                    statement,
                    "CREATE TRIGGER aggregate_truncated AFTER TRUNCATE ON pg_temp.raw_events"
                            + " FOR EACH STATEMENT EXECUTE FUNCTION public.truncate_aggregates()");
            statement.execute(SPRING);
            statement.execute("TRUNCATE pg_temp.raw_events");
        }
        assertAggregatesAreThoseOfOneEvent();
    }

    /** Seen: code of one's own run as the owner, by a type with an implicit cast. */
    @ParameterizedTest
    @CsvSource({"aggregate_inserted, READER", "aggregate_updated, INGEST", "anything, OPERATOR"})
    void wherePutThereByMistakeOfTheOwnerTheyDoNothing(String name, Who who) throws SQLException {
        letMakeTempTables();
        database.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC");
        database.execute(EVENT);
        try (Connection connection = database.connect(login(who));
                Statement statement = connection.createStatement()) {
            statement.execute(BAIT);
            statement.execute("CREATE TRIGGER " + name + " AFTER INSERT ON pg_temp.raw_events REFERENCING NEW TABLE AS"
                    + " changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.aggregate_changed_rows('1')");
            assertDenied(statement, SPRING, "aggregate_changed_rows() does nothing for trigger " + name);
            statement.execute("CREATE TRIGGER " + name + "2 AFTER TRUNCATE ON pg_temp.raw_events FOR EACH STATEMENT"
                    + " EXECUTE FUNCTION public.truncate_aggregates()");
            assertDenied(statement, "TRUNCATE pg_temp.raw_events", "truncate_aggregates() does nothing");
            assertThat(TestDatabase.rows(statement, "SELECT current_setting('attack.ran_as', true)"))
                    .containsExactly("null");
        }
        assertAggregatesAreThoseOfOneEvent();
    }

    /** Also not on raw_events itself, as a trigger that this project does not make. */
    @Test
    void theTriggerFunctionsRunAsTheTriggersTheyWereMadeFor() throws SQLException {
        database.execute(
                "CREATE TRIGGER aggregate_twice AFTER INSERT ON raw_events REFERENCING NEW TABLE AS changed_rows"
                        + " FOR EACH STATEMENT EXECUTE FUNCTION aggregate_changed_rows('1')");
        assertThatThrownBy(() -> database.execute(EVENT))
                .hasMessageContaining("does nothing for trigger aggregate_twice");
        database.execute("DROP TRIGGER aggregate_twice ON raw_events");
        database.execute(
                "CREATE OR REPLACE TRIGGER aggregate_deleted AFTER DELETE ON raw_events REFERENCING OLD TABLE AS"
                        + " changed_rows FOR EACH STATEMENT EXECUTE FUNCTION aggregate_changed_rows('1')");
        database.execute(EVENT);
        assertThatThrownBy(() -> database.execute("DELETE FROM raw_events"))
                .hasMessageContaining("does nothing for trigger aggregate_deleted");
    }

    @Test
    void namesOfATempSchemaAreNotLookedAtByWhatRunsAsTheOwner() throws SQLException {
        database.execute(EVENT);
        try (Connection connection = database.connect(database.operator());
                Statement statement = connection.createStatement()) {
            for (String table :
                    List.of("raw_events", "sales_by_minute", "user_by_day", "user_total_by_day", "pg_class")) {
                statement.execute("CREATE TEMP TABLE " + table + " (aggregate text, key jsonb, sums jsonb)");
            }
            statement.execute("SET search_path = pg_temp, public");
            statement.execute("SELECT public.recount_aggregates()");
            assertThat(TestDatabase.rows(statement, "SELECT * FROM public.aggregate_differences()"))
                    .isEmpty();
        }
        assertAggregatesAreThoseOfOneEvent();
    }

    /** The views' functions find their tables whatever the search path of who asks. */
    @Test
    void viewsAnswerUnderAnySearchPath() throws SQLException {
        database.execute(
                "INSERT INTO sales_by_hour VALUES (date_trunc('hour', now() - interval '2 hours'), 1, 1, 7, 'x', 'buy')");
        letMakeTempTables();
        try (Connection connection = database.connect(database.reader());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP VIEW sales_trend_by_hour AS SELECT now() AS hour");
            statement.execute("SET search_path = pg_temp");
            assertThat(TestDatabase.rows(
                            statement,
                            "SELECT revenue FROM public.sales_now WHERE period = '24 hours' AND compared = 'now'"))
                    .containsExactly("7.00");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyGetsMoreThanHeWasGiven(Who who) throws IOException, SQLException {
        String database = this.database.databaseName();
        try (Connection connection = this.database.connect(login(who));
                Statement statement = connection.createStatement()) {
            for (String attack : List.of(
                    "SET ROLE tidegate_owner",
                    "SET ROLE " + this.database.user(),
                    "GRANT tidegate_owner TO CURRENT_USER",
                    "ALTER ROLE CURRENT_USER SUPERUSER",
                    "ALTER ROLE CURRENT_USER REPLICATION",
                    "ALTER ROLE CURRENT_USER BYPASSRLS",
                    "ALTER ROLE tidegate_owner LOGIN",
                    "CREATE ROLE another",
                    "CREATE DATABASE another",
                    "ALTER DATABASE " + database + " SET search_path = pg_temp",
                    "CREATE SCHEMA another",
                    "CREATE EXTENSION hstore",
                    "CREATE PUBLICATION another FOR TABLE public.raw_events",
                    "CREATE TABLE public.another ()",
                    "CREATE VIEW public.another AS SELECT 1",
                    "CREATE TYPE public.another AS (a int)",
                    "CREATE FUNCTION public.count(uuid) RETURNS int LANGUAGE sql AS 'SELECT 1'",
                    "CREATE OR REPLACE FUNCTION public.truncate_aggregates() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
                    "CREATE OPERATOR public.+ (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = int8pl)",
                    "CREATE CAST (bigint AS uuid) WITH INOUT AS IMPLICIT",
                    "CREATE RULE another AS ON INSERT TO public.raw_events DO ALSO NOTHING",
                    "CREATE TRIGGER another AFTER INSERT ON public.raw_events EXECUTE FUNCTION suppress_redundant_updates_trigger()",
                    "CREATE INDEX another ON public.raw_events (user_id)",
                    "CREATE POLICY another ON public.raw_events",
                    "CREATE STATISTICS public.another ON user_id, product_id FROM public.raw_events",
                    "ALTER TABLE public.raw_events DISABLE TRIGGER ALL",
                    "ALTER TABLE public.raw_events OWNER TO CURRENT_USER",
                    "ALTER VIEW public.sales_now OWNER TO CURRENT_USER",
                    "ALTER VIEW public.sales_now SET (security_invoker = true)",
                    "COMMENT ON TABLE public.raw_events IS 'mine'",
                    "DROP TABLE public.raw_events CASCADE",
                    "TRUNCATE public.raw_events CASCADE",
                    "DELETE FROM public.raw_events",
                    "UPDATE public.sales_by_minute SET revenue = 1",
                    "INSERT INTO public.products VALUES (1, now())",
                    "DELETE FROM public.user_by_day",
                    "DO $$ BEGIN LOCK TABLE public.sales_by_hour IN EXCLUSIVE MODE; END $$",
                    "DO $$ BEGIN LOCK TABLE public.file_ledger IN SHARE MODE; END $$",
                    "ALTER DEFAULT PRIVILEGES FOR ROLE tidegate_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
                    "SET session_replication_role = replica",
                    "COPY (SELECT 1) TO PROGRAM 'true'",
                    "COPY (SELECT 1) TO '/tmp/tidegate-attack'",
                    "SELECT lo_import('/etc/passwd')",
                    "SELECT pg_read_file('/etc/passwd')",
                    "SELECT pg_ls_dir('.')",
                    "SELECT pg_switch_wal()",
                    "SELECT pg_create_physical_replication_slot('another')",
                    "SELECT pg_reload_conf()",
                    "ALTER SYSTEM SET fsync = off",
                    "CREATE EVENT TRIGGER another ON ddl_command_end EXECUTE FUNCTION suppress_redundant_updates_trigger()",
                    "CREATE FUNCTION pg_temp.c() RETURNS int LANGUAGE internal AS 'pg_backend_pid'",
                    "CREATE FUNCTION pg_temp.c() RETURNS int LANGUAGE c AS 'libpq', 'x'")) {
                assertDenied(statement, attack);
            }
            // Only warned of, where there is a right that one may not give away.
            statement.execute("DO $$ BEGIN GRANT ALL ON public.raw_events TO PUBLIC;"
                    + " EXCEPTION WHEN insufficient_privilege THEN NULL; END $$");
        }
        allRightsAreThoseThatAreCheckedIn();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "READER; CREATE TEMP TABLE another ()",
                "READER; CREATE TABLE tidegate_staging.another ()",
                "READER; SELECT * FROM raw_events",
                "READER; SELECT * FROM pipeline",
                "READER; SELECT * FROM summed_events",
                "READER; UPDATE event_details SET category = 'mine'",
                "READER; INSERT INTO batch_ledger (batch_id) VALUES (1)",
                "READER; SELECT * FROM event_details FOR UPDATE",
                "READER; COPY raw_events TO STDOUT",
                "READER; SELECT recount_aggregates()",
                "READER; SELECT * FROM aggregate_differences()",
                "READER; SELECT * FROM aggregate_differences('2026-03-01', '2026-03-02')",
                "OPERATOR; SELECT * FROM recounted_aggregates('2026-03-01', '2026-03-02')",
                "OPERATOR; SELECT * FROM kept_aggregates('2026-03-01', '2026-03-02')",
                "OPERATOR; CREATE TABLE tidegate_staging.another ()",
                "OPERATOR; INSERT INTO summed_events (newest, events, quantity, revenue, summed_for) VALUES (now(), 1, 1, 1, 'user_by_day')",
                "OPERATOR; DELETE FROM ingested_files",
                "INGEST; DELETE FROM rejected_events",
                "INGEST; UPDATE rejected_events SET resolution = 'discarded'",
                "INGEST; DELETE FROM ingested_files",
                "INGEST; INSERT INTO pipeline (stream, schema_version, target_table) VALUES ('another', 1, 'another')",
                "INGEST; SELECT setval('ingested_file_ids', 1)",
                "INGEST; SELECT last_value FROM ingested_file_ids",
                "INGEST; ALTER SEQUENCE ingested_file_ids RESTART",
                "OPERATOR; SELECT setval('ingest_batch_ids', 1)",
                "OPERATOR; SELECT raise_ids(1)",
                "READER; SELECT nextval('ingested_file_ids')",
                "READER; SELECT raise_ids(1)",
                "INGEST; SELECT recount_aggregates()",
                "INGEST; SELECT * FROM sales_by_hour",
                "INGEST; ALTER SCHEMA tidegate_staging OWNER TO CURRENT_USER",
                "INGEST; CREATE TABLE tidegate_staging.another () INHERITS (public.summed_events)",
                "INGEST; CREATE TABLE tidegate_staging.another (kept public.raw_events)",
                "INGEST; CREATE TABLE tidegate_staging.another (kept public.raw_events[])",
                "INGEST; CREATE TABLE tidegate_staging.another (id uuid REFERENCES public.raw_events)"
            })
    void eachGroupHasItsOwnLimits(Who who, String attack) throws SQLException {
        try (Connection connection = database.connect(login(who));
                Statement statement = connection.createStatement()) {
            assertDenied(statement, attack);
        }
    }

    @Test
    void sessionsOfTheOthersCannotBeEnded() throws SQLException {
        try (Connection job = database.connect(database.ingest());
                Statement ofJob = job.createStatement();
                Connection reader = database.connect(database.reader());
                Statement ofReader = reader.createStatement()) {
            String pid = TestDatabase.rows(ofJob, "SELECT pg_backend_pid()").get(0);
            assertDenied(ofReader, "SELECT pg_terminate_backend(" + pid + ")");
            assertDenied(ofReader, "SELECT pg_cancel_backend(" + pid + ")");
            assertThat(TestDatabase.rows(ofReader, "SELECT query FROM pg_stat_activity WHERE pid = " + pid))
                    .containsExactly("<insufficient privilege>");
        }
    }

    @Test
    void sumsThatNobodyStagedAreNotTaken() throws SQLException {
        try (Connection connection = database.connect(database.operator());
                Statement statement = connection.createStatement()) {
            statement.execute("SET tidegate.summed = on");
            statement.execute(EVENT);
        }
        assertAggregatesAreThoseOfOneEvent();
    }

    private void assertAggregatesAreThoseOfOneEvent() throws SQLException {
        assertThat(database.rows("SELECT events, revenue FROM sales_by_minute")).containsExactly("1|5.00");
        assertThat(database.rows("SELECT * FROM aggregate_differences()")).isEmpty();
    }

    /** As servers do that leave it to everybody. */
    private void letMakeTempTables() throws SQLException {
        database.execute("GRANT TEMPORARY ON DATABASE " + database.databaseName() + " TO PUBLIC");
    }

    private Login login(Who who) {
        return switch (who) {
            case INGEST -> database.ingest();
            case READER -> database.reader();
            case OPERATOR -> database.operator();
        };
    }

    private static void assertDenied(Statement statement, String attack) {
        assertDenied(statement, attack, "");
    }

    private static void assertDenied(Statement statement, String attack, String message) {
        Throwable thrown = catchThrowable(() -> statement.execute(attack));
        assertThat(thrown).as(attack).isInstanceOf(SQLException.class).hasMessageContaining(message);
        // A view is not updated where its table may not be, or where it is made of more than one.
        assertThat(((SQLException) thrown).getSQLState())
                .as("%s: %s", attack, thrown.getMessage())
                .isIn("42501", "55000", "42P17");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = RightsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8).strip();
        }
    }
}
