package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("versions")
class SetupScriptTest {
    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private Path projectScript;

    @BeforeEach
    void findScript() throws IOException {
        projectScript = SetupScript.find();
    }

    @Test
    void aSecondRunChangesNothing() throws IOException, SQLException {
        try (Connection connection = database.connect()) {
            String before = objects(connection);
            execute(connection, "UPDATE pipeline SET last_batch = 42");
            SetupScript.apply(connection, projectScript);
            assertThat(objects(connection)).isEqualTo(before).contains("raw_events");
            assertThat(one(connection, "SELECT last_batch FROM pipeline")).isEqualTo("42");
        }
    }

    /** Somebody left a transaction open in a tool; behind a set-up that waits for it everybody would wait. */
    @Test
    void whoReadsAViewAndDoesNotEndItsTransactionIsNamed() throws IOException, SQLException {
        try (Connection reader = database.connect();
                Connection connection = database.connect()) {
            execute(reader, "SET application_name = 'left open'");
            reader.setAutoCommit(false);
            String process = one(reader, "SELECT pg_backend_pid()");
            one(reader, "SELECT count(*) FROM sales_now");
            String patience = "lock_timeout = '20s'";
            String script = Files.readString(projectScript);
            assertThat(script).contains(patience);
            String impatient = script.replace(patience, "lock_timeout = '1s'");
            assertThatThrownBy(() -> SetupScript.apply(connection, "the script", impatient))
                    .hasMessageContainingAll(
                            "public.events_by_minute", "process " + process, "left open", "pg_terminate_backend");
            reader.rollback();
            SetupScript.apply(connection, projectScript);
        }
    }

    /** A backup reads all tables for hours. What waits for it holds up all others behind it. */
    @Test
    void whoReadsTheTablesIsNotWaitedFor() throws IOException, SQLException {
        try (Connection backup = database.connect();
                Connection connection = database.connect()) {
            backup.setAutoCommit(false);
            String tables = one(
                    backup,
                    "SELECT string_agg(oid::regclass::text, ', ') FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace");
            assertThat(tables).contains("pipeline", "user_events_by_day");
            execute(backup, "LOCK TABLE " + tables + " IN ACCESS SHARE MODE");
            execute(connection, "SET statement_timeout = '20s'");
            SetupScript.apply(connection, projectScript);
            backup.rollback();
        }
    }

    /** What earlier versions had not: sums by user of all categories, and the table by which a job hands over its own sums. */
    @Test
    void aDatabaseOfAnEarlierVersionGetsWhatItLacks() throws IOException, SQLException {
        try (Connection connection = database.connect()) {
            execute(connection, """
                    INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date,
                                            price, total_price, event_type, category)
                    SELECT gen_random_uuid(), n % 3, 1, '2026-03-01 10:00:00Z', 1, n, '2026-03-01', 2, 2, 'buy', 'kind ' || n % 2
                    FROM generate_series(1, 30) AS n""");
            execute(connection, "DROP TABLE user_total_by_day CASCADE");
            execute(connection, "DROP TABLE summed_events");
            execute(connection, "UPDATE pipeline SET schema_version = 1");
            execute(connection, "CREATE INDEX ingested_files_path ON ingested_files (path)");
            for (String gone : List.of("recounted_aggregates", "kept_aggregates")) {
                execute(connection, "CREATE VIEW %s AS SELECT 1 AS sums".formatted(gone));
                execute(connection, "ALTER VIEW %s OWNER TO tidegate_owner".formatted(gone));
            }
            SetupScript.apply(connection, projectScript);
            assertThat(one(connection, "SELECT sum(revenue) FROM user_total_by_day"))
                    .isEqualTo("60.00");
            assertThat(one(connection, "SELECT count(*) FROM aggregate_differences()"))
                    .isEqualTo("0");
            assertThat(one(connection, "SELECT to_regclass('ingested_files_path')"))
                    .isNull();
            assertThat(one(connection, "SELECT to_regclass('recounted_aggregates')"))
                    .isNull();
            assertThat(one(connection, "SELECT to_regclass('kept_aggregates')")).isNull();
            assertThat(one(connection, "SELECT to_regclass('summed_events')")).isNotNull();
            assertThat(one(connection, "SELECT schema_version FROM pipeline")).isEqualTo("6");
        }
    }

    /** What earlier versions let everybody do, and where a superuser owned all there is. */
    @Test
    void aDatabaseOfAnEarlierVersionGetsTheRightsOfThisOne() throws IOException, SQLException {
        try (Connection connection = database.connect()) {
            String before = ownersAndRights(connection);
            execute(connection, "REASSIGN OWNED BY tidegate_owner TO CURRENT_USER");
            execute(connection, "GRANT CREATE ON SCHEMA public TO PUBLIC");
            execute(connection, "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC");
            execute(connection, "GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC, tidegate_reader");
            execute(connection, "GRANT USAGE, CREATE ON SCHEMA tidegate_staging TO tidegate_operator");
            execute(connection, "GRANT TEMPORARY ON DATABASE " + database.databaseName() + " TO PUBLIC");
            execute(connection, "ALTER FUNCTION truncate_aggregates() SET search_path = public");
            execute(connection, "UPDATE pipeline SET schema_version = 2");
            SetupScript.apply(connection, projectScript);
            assertThat(ownersAndRights(connection)).isEqualTo(before).contains("tidegate_owner");
            assertThat(one(connection, "SELECT current_user")).isEqualTo(database.user());
        }
    }

    @Test
    void whatSomebodyElseHasPutThereIsNotTakenOver() throws IOException, SQLException {
        try (Connection connection = database.connect()) {
            execute(connection, "ALTER TABLE raw_events OWNER TO test_reader");
            assertThatThrownBy(() -> SetupScript.apply(connection, projectScript))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Cannot set up: TABLE public.raw_events belongs to test_reader");
        }
    }

    /** Seen: everybody could create in public, and an operator whose types fit better ran as the superuser who set up. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPERATOR public.= (LEFTARG = oid, RIGHTARG = int, FUNCTION = public.bait)",
                "OPERATOR public.+ (LEFTARG = oid, RIGHTARG = int, FUNCTION = public.bait)",
                "FUNCTION public.pg_has_role(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT public.bait(1, 1)'",
                "FUNCTION public.hashtextextended(text, int) RETURNS bigint LANGUAGE sql AS 'SELECT public.bait(1, 1)::int'",
                "FUNCTION public.date_bin(text, timestamptz, text) RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
                "FUNCTION public.sales_between(text, text) RETURNS int LANGUAGE sql AS 'SELECT 1'"
            })
    void whatOthersPutInPublicIsNeitherRunNorTakenIntoOurViews(String bait) throws IOException, SQLException {
        try (Connection connection = database.connect();
                Connection reader = database.connect(database.reader())) {
            execute(connection, "GRANT CREATE ON SCHEMA public TO PUBLIC");
            execute(reader, "CREATE SEQUENCE public.runs_of_bait");
            execute(reader, "GRANT USAGE ON SEQUENCE public.runs_of_bait TO PUBLIC");
            execute(
                    reader,
                    "CREATE FUNCTION public.bait(oid, int) RETURNS boolean LANGUAGE sql AS"
                            + " $$ SELECT nextval('public.runs_of_bait') > 0 $$");
            execute(reader, "CREATE " + bait);
            assertThatThrownBy(() -> SetupScript.apply(connection, projectScript))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Refused, and nothing is changed")
                    .hasMessageContaining("belongs to test_reader and has the name of one that the views call");
            // A sequence is not rolled back.
            assertThat(one(connection, "SELECT is_called FROM public.runs_of_bait"))
                    .isEqualTo("f");
        }
    }

    /** Seen: who had TRIGGER on an aggregate, from a GRANT ALL, ran code as the owner. */
    @Test
    void triggersOfOthersAndTheRightToMakeThemAreRefused() throws IOException, SQLException {
        try (Connection connection = database.connect();
                Connection reader = database.connect(database.reader())) {
            Ddl.loginRole(connection, "test_plain_owner", "secret of test_plain_owner", "tidegate_reader");
            execute(connection, "GRANT ALL ON ALL TABLES IN SCHEMA public TO test_plain_owner");
            assertThatThrownBy(() -> SetupScript.apply(connection, projectScript))
                    .hasMessageContaining("test_plain_owner may make triggers on")
                    .hasMessageContaining("sales_by_minute");
            execute(connection, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM test_plain_owner");
            execute(connection, "GRANT CREATE ON SCHEMA public TO PUBLIC");
            execute(connection, "GRANT TRIGGER ON products TO test_reader");
            execute(
                    reader,
                    "CREATE FUNCTION public.bait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
            execute(reader, "CREATE TRIGGER bait AFTER INSERT ON public.products EXECUTE FUNCTION public.bait()");
            assertThatThrownBy(() -> SetupScript.apply(connection, projectScript))
                    .hasMessageContaining(
                            "Cannot set up: trigger bait on public.products calls public.bait() of test_reader");
        }
    }

    @Test
    void aWayInThatTheOneWhoSetsUpCannotCloseIsRefused() throws IOException, SQLException {
        Login owner = new Login("test_plain_owner", "secret of test_plain_owner");
        try (Connection connection = database.connect()) {
            Ddl.loginRole(connection, owner.user(), owner.password(), "tidegate_owner");
            execute(connection, "GRANT CREATE ON SCHEMA public TO PUBLIC");
            execute(connection, "ALTER SCHEMA public OWNER TO " + database.user());
        }
        try (Connection connection = database.connect(owner)) {
            assertThatThrownBy(() -> SetupScript.apply(connection, projectScript))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Refused, and nothing is changed: everybody may create in schema public");
        } finally {
            // The role belongs to the server, and a superuser sets nothing up where others are the owner, too.
            database.execute("REVOKE tidegate_owner FROM " + owner.user());
        }
    }

    @Test
    void eightAtOnceOnAnEmptyDatabaseAllSucceed() throws Exception {
        try (Connection connection = database.connect()) {
            execute(connection, "DROP SCHEMA public CASCADE");
            execute(connection, "DROP SCHEMA tidegate_staging CASCADE");
            execute(connection, "CREATE SCHEMA public");
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> runs = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                runs.add(this::applied);
            }
            for (Future<Boolean> run : threads.invokeAll(runs)) {
                assertThat(run.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
        try (Connection connection = database.connect()) {
            assertThat(one(connection, "SELECT count(*) FROM pipeline")).isEqualTo("1");
        }
    }

    @Test
    void commandsOfPsqlAreNotSentToTheServer() throws IOException, SQLException {
        Path script = script("\\set ON_ERROR_STOP on\nCREATE TABLE made (id int);\n\\echo done\n");
        try (Connection connection = database.connect()) {
            SetupScript.apply(connection, script);
            assertThat(one(connection, "SELECT count(*) FROM made")).isEqualTo("0");
        }
    }

    @Test
    void aCommandThatOnlyPsqlUnderstandsIsRefusedBeforeAnythingIsRun() throws IOException, SQLException {
        Path script = script("CREATE TABLE made (id int);\n\\copy made FROM 'somewhere'\n");
        try (Connection connection = database.connect()) {
            assertThatThrownBy(() -> SetupScript.apply(connection, script))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("\\copy made FROM 'somewhere' has no counterpart in JDBC");
            assertThat(one(connection, "SELECT to_regclass('made')")).isNull();
        }
    }

    @Test
    void functionBodiesArriveAsTheyAreWritten() throws IOException, SQLException {
        Path script = script("""
                CREATE FUNCTION odd() RETURNS text LANGUAGE plpgsql AS $$
                BEGIN
                    -- a comment with a ' and a {brace}; and a semicolon
                    RETURN '{"a": 1}'::jsonb ? 'a';
                END
                $$;
                """);
        try (Connection connection = database.connect()) {
            SetupScript.apply(connection, script);
            assertThat(one(connection, "SELECT odd()")).isEqualTo("true");
        }
    }

    @Test
    void aStatementThatFailsLeavesNothingBehindAndTheConnectionUsable() throws IOException, SQLException {
        Path script =
                script("BEGIN;\nCREATE TABLE made (id int);\nSELECT 1 / 0;\nCREATE TABLE later (id int);\nCOMMIT;\n");
        try (Connection connection = database.connect()) {
            assertThatThrownBy(() -> SetupScript.apply(connection, script))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("division by zero");
            assertThat(one(connection, "SELECT to_regclass('made')")).isNull();
            assertThat(one(connection, "SELECT to_regclass('later')")).isNull();
        }
    }

    private boolean applied() throws IOException, SQLException {
        try (Connection connection = database.connect()) {
            SetupScript.apply(connection, projectScript);
            return true;
        }
    }

    private Path script(String text) throws IOException {
        return Files.writeString(folder.resolve("script.sql"), text);
    }

    /** All that a schema consists of, with the versions of the rows that describe it. */
    private static String objects(Connection connection) throws SQLException {
        return one(connection, """
                SELECT string_agg(relname || ' ' || relkind::text || ' ' || coalesce(relacl::text, ''), ', ' ORDER BY oid)
                FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'tidegate_staging'::regnamespace)
                """);
    }

    private static String ownersAndRights(Connection connection) throws SQLException {
        return one(connection, """
                SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
                    SELECT format('%s %s %s', oid::regclass, relowner::regrole, array_sort) AS line
                    FROM pg_class, LATERAL (SELECT array_agg(a::text ORDER BY a::text) AS array_sort FROM unnest(relacl) AS a) AS acl
                    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')
                    UNION ALL
                    SELECT format('%s %s %s %s', oid::regprocedure, proowner::regrole, proacl, proconfig)
                    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                    UNION ALL
                    SELECT format('%s %s', nspname, nspacl) FROM pg_namespace WHERE nspname = 'tidegate_staging'
                    UNION ALL
                    SELECT format('everybody may create: %s', has_schema_privilege('test_reader', 'public', 'CREATE'))
                    UNION ALL
                    SELECT format('everybody may make temp tables: %s', has_database_privilege('test_reader', current_database(), 'TEMPORARY'))
                ) AS lines""");
    }

    private static String one(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
