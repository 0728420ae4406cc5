package dev.tidegate.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that the scripts of earlier versions have set up, which lie beside the test, and what this version makes of them. */
class UpgradeTest {
    private static final String LOCK = "SELECT pg_advisory_lock(hashtextextended('tidegate tidegate', 0))";

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anUpgradedDatabaseIsTheSameAsANewOne(int version) throws IOException, SQLException {
        List<String> schema = database.rows(resource("schema.sql"));
        List<String> rights = database.rows(resource("rights.sql"));
        setUpAnew(version);
        assertThat(database.rows(resource("schema.sql"))).isNotEqualTo(schema);
        upgrade();
        assertThat(database.rows(resource("schema.sql"))).isEqualTo(schema);
        assertThat(database.rows(resource("rights.sql"))).isEqualTo(rights);
        upgrade();
        assertThat(database.rows(resource("schema.sql"))).isEqualTo(schema);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatWasLoadedIsOfTheStreamEventsAndNumbersGoOn(int version) throws IOException, SQLException {
        setUpAnew(version);
        load();
        upgrade();
        assertThat(database.rows(
                        "SELECT stream, schema_version, epoch, last_batch, last_file_id, target_table FROM pipeline"))
                .as("the epoch is raised, so that an old job is shut out")
                .containsExactly("events|4|8|31|42|public.raw_events");
        assertThat(database.rows("SELECT stream, epoch FROM pipeline_status")).containsExactly("events|7");
        assertThat(database.rows("SELECT file_id, stream FROM ingested_files")).containsExactly("41|events");
        assertThat(database.rows("SELECT file_id, stream FROM rejected_events")).containsExactly("41|events");
        assertThat(database.rows("SELECT batch_id, stream FROM ingest_batches")).containsExactly("31|events");
        assertThat(database.rows("SELECT stream, last_batch FROM ingest_status"))
                .containsExactly("events|31");
        assertThat(database.rows("SELECT nextval('ingested_file_ids'), nextval('ingest_batch_ids')"))
                .containsExactly("43|32");
        assertThatThrownBy(
                        () -> database.execute("INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at,"
                                + " loaded_at, state, path) VALUES (50, 1, 1, now(), now(), 'loaded', 'x')"))
                .as("each statement names the stream")
                .hasMessageContaining("null value in column \"stream\"");
    }

    @Test
    void othersKeepWhatTheyWereGrantedOnViewsAndFunctions() throws IOException, SQLException {
        setUpAnew(3);
        String reader = database.reader().user();
        database.execute("""
                GRANT SELECT ON file_ledger, ingest_status TO %1$s WITH GRANT OPTION;
                GRANT SELECT (name, files) ON ingest_status TO %1$s;
                GRANT EXECUTE ON FUNCTION sales_between(timestamptz, timestamptz) TO %1$s;
                GRANT SELECT ON batch_ledger TO PUBLIC
                """.formatted(reader));
        upgrade();
        assertThat(database.rows(resource("rights.sql")))
                .contains(
                        reader + " may select and give it away: view file_ledger",
                        reader + " may select: column stream of ingest_status",
                        reader + " may select: column files of ingest_status",
                        reader
                                + " may execute: function sales_between(timestamp with time zone,timestamp with time zone)",
                        "tidegate_reader may select: view file_ledger")
                .noneMatch(line -> line.startsWith("everybody may select"));
    }

    @Test
    void whatOthersHaveBuiltOnOurViewsIsNamedAndNothingIsChanged() throws IOException, SQLException {
        setUpAnew(3);
        database.execute("CREATE VIEW shop_files AS SELECT path FROM file_ledger;"
                + " CREATE VIEW shop_sales AS SELECT * FROM sales_between(now(), now())");
        List<String> before = database.rows(resource("schema.sql"));
        assertThatThrownBy(this::upgrade)
                .hasMessageContaining("Cannot upgrade, others have built on what is made anew")
                .hasMessageContaining("view public.shop_files depends on view public.file_ledger")
                .hasMessageContaining("Nothing is changed");
        database.execute("DROP VIEW shop_files");
        assertThatThrownBy(this::upgrade)
                .hasMessageContaining("view public.shop_sales depends on function public.sales_between");
        database.execute("DROP VIEW shop_sales; CREATE VIEW shop_pipeline AS SELECT name FROM pipeline");
        assertThatThrownBy(this::upgrade).hasMessageContaining("shop_pipeline");
        database.execute("DROP VIEW shop_pipeline; CREATE VIEW shop_files AS SELECT path FROM file_ledger;"
                + " CREATE VIEW shop_sales AS SELECT * FROM sales_between(now(), now())");
        assertThat(database.rows(resource("schema.sql"))).isEqualTo(before);
        database.execute(
                "DROP VIEW shop_files, shop_sales; CREATE VIEW shop_events AS SELECT event_id FROM raw_events");
        upgrade();
        assertThat(database.rows("SELECT count(*) FROM shop_events")).containsExactly("0");
    }

    @Test
    void aJobThatWritesIsNamedAndNothingIsChanged() throws IOException, SQLException {
        setUpAnew(3);
        load();
        try (Connection job = database.connect(database.ingest());
                Statement statement = job.createStatement()) {
            statement.execute(LOCK);
            assertThatThrownBy(this::upgrade)
                    .hasMessageContaining("Cannot upgrade: a job writes in this database: process ")
                    .hasMessageContaining(" of " + database.ingest().user())
                    .hasMessageContaining("Stop it, then run this script again");
        }
        assertThat(database.rows("SELECT name, epoch FROM pipeline")).containsExactly("tidegate|7");
        upgrade();
        assertThat(database.rows("SELECT stream FROM pipeline")).containsExactly("events");
    }

    @Test
    void aMergeInSlicesThatIsNotFinishedIsLeftToTheVersionThatBeganIt() throws IOException, SQLException {
        setUpAnew(1);
        database.execute("CREATE TABLE tidegate_staging.slice_plan_3_1 (batch_id bigint NOT NULL)");
        assertThatThrownBy(this::upgrade)
                .hasMessageContaining("not finished it: tidegate_staging.slice_plan_3_1")
                .hasMessageContaining("Start version 1.0.0 once");
        assertThat(database.rows("SELECT name FROM pipeline")).containsExactly("tidegate");
        database.execute("DROP TABLE tidegate_staging.slice_plan_3_1");
    }

    @Test
    void namesOfStreamsAreThoseThatGoIntoPathsAndTables() throws SQLException {
        for (String name : List.of("", "Orders", "1a", "_a", "a-b", "a b", "a\n", "ä", "a".repeat(33))) {
            assertThatThrownBy(() -> declare(name, "public.other")).as(name).hasMessageContaining("pipeline_stream");
        }
        declare("a".repeat(32), "public.other");
        declare("a_1", "public.third");
        assertThatThrownBy(() -> declare("events2", "public.raw_events"))
                .hasMessageContaining("pipeline_target_table_key");
    }

    private void declare(String stream, String table) throws SQLException {
        database.execute("INSERT INTO pipeline (stream, schema_version, target_table) VALUES ('%s', 4, '%s')"
                .formatted(stream, table));
    }

    private void setUpAnew(int version) throws IOException, SQLException {
        database.execute("DROP SCHEMA public CASCADE; DROP SCHEMA tidegate_staging CASCADE; CREATE SCHEMA public;"
                + " GRANT USAGE ON SCHEMA public TO PUBLIC");
        apply(Files.writeString(folder.resolve("old.sql"), resource("setup-of-version-" + version + ".sql")));
    }

    /** A file, a reject, a micro-batch; the counters are beyond them. */
    private void load() throws SQLException {
        database.execute("""
                INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at, loaded_at, state, path)
                VALUES (41, 31, 1, now(), now(), 'loaded', 'day.csv');
                INSERT INTO rejected_events (file_id, line, byte_offset, byte_length, rejected_at, reason, message, raw)
                VALUES (41, 2, 1, 1, now(), 'test', 'test', 'x');
                INSERT INTO ingest_batches (batch_id, epoch, spark_batch_id, records_read, started_at, committed_at, files, read_ms,
                                            stage_ms, merge_ms, query_id)
                VALUES (31, 7, 1, 0, now(), now(), 1, 1, 1, 1, 'q');
                INSERT INTO pipeline_status (name, epoch, heartbeat_at, files_waiting, files_held) VALUES ('tidegate', 7, now(), 0, 0);
                UPDATE pipeline SET epoch = 7, last_batch = 31, last_file_id = 42""");
    }

    private void upgrade() throws IOException, SQLException {
        apply(SetupScript.find());
    }

    private void apply(Path script) throws IOException, SQLException {
        try (Connection connection = database.connect()) {
            SetupScript.apply(connection, script);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = UpgradeTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8).strip();
        }
    }
}
