package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.database.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where waiting does not help the job says why in one line, ends with 3 and has touched nothing. */
class RefusalsIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @BeforeEach
    void deliver() throws Exception {
        pipeline.deliver("a.csv", event(1));
    }

    @AfterEach
    void nothingIsTouched() throws Exception {
        assertThat(pipeline.inputFiles()).containsExactly("a.csv");
        assertThat(pipeline.archive()).doesNotExist();
        assertThat(pipeline.checkpoint()).doesNotExist();
    }

    @Test
    void databaseWithoutSchema() throws Exception {
        pipeline.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC");
        assertRefused("has no Tidegate schema", "psql -f postgres_setup.sql");
    }

    @Test
    void olderSchema() throws Exception {
        pipeline.execute("UPDATE pipeline SET schema_version = 0");
        assertRefused("has schema version 0, this job needs " + Schema.VERSION, "postgres_setup.sql");
    }

    @Test
    void schemaWithoutItsPipeline() throws Exception {
        pipeline.execute("DELETE FROM pipeline");
        assertThat(pipeline.run()).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR")).singleElement().asString().contains("postgres_setup.sql");
        pipeline.execute("INSERT INTO pipeline (stream, schema_version, target_table) VALUES ('events', "
                + Schema.VERSION + ", 'public.raw_events')");
    }

    @Test
    void missingRights() throws Exception {
        pipeline.execute("REVOKE UPDATE ON raw_events FROM tidegate_ingest");
        assertRefused("the role lacks UPDATE on raw_events", "GRANT tidegate_ingest");
    }

    @Test
    void loginOfAnotherProgram() throws Exception {
        Path password = pipeline.input().resolveSibling("reader's password");
        Files.writeString(password, pipeline.database().reader().password());
        assertRefusedWith(
                new String[] {"the role lacks SELECT on raw_events", "GRANT tidegate_ingest"},
                "--user",
                pipeline.database().reader().user(),
                "--password-file",
                password.toString());
    }

    @Test
    void noRightToStage() throws Exception {
        pipeline.execute("REVOKE CREATE ON SCHEMA tidegate_staging FROM tidegate_ingest");
        assertRefused("the role lacks CREATE on schema tidegate_staging", "GRANT tidegate_ingest");
    }

    @Test
    void wrongPassword() throws Exception {
        Path password = pipeline.input().resolveSibling("wrong password");
        Files.writeString(password, "never");
        assertRefusedWith(
                new String[] {"Cannot log in to", "password authentication failed", "--password-file"},
                "--password-file",
                password.toString());
        assertThat(pipeline.log().all()).noneMatch(line -> line.contains("never"));
    }

    @Test
    void unknownDatabase() throws Exception {
        String url = pipeline.database().jdbcUrl();
        assertRefusedWith(
                new String[] {"\"nowhere\" does not exist"},
                "--jdbc-url",
                url.substring(0, url.lastIndexOf('/')) + "/nowhere");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ON INSERT TO raw_events DO ALSO UPDATE raw_events SET category = 'other' WHERE event_id = NEW.event_id",
                "ON UPDATE TO raw_events DO INSTEAD NOTHING",
                "ON INSERT TO ingested_files DO ALSO NOTIFY loaded",
                "ON INSERT TO sales_by_minute DO INSTEAD NOTHING"
            })
    void ruleOnATableThatTheJobWrites(String rule) throws Exception {
        pipeline.execute("CREATE RULE \"my rule\" AS " + rule);
        String table = rule.split(" ", -1)[3];
        assertRefused(
                "a rule for INSERT or UPDATE", "\"my rule\" on " + table, "DROP RULE \"my rule\" ON public." + table);
        pipeline.execute("DROP RULE \"my rule\" ON " + table);
    }

    /** As version 1.0.0 left it where it was killed in a merge in several transactions; its staged rows are logged. */
    @Test
    void mergeThatAnOlderVersionHasBegunAndNotFinished() throws Exception {
        pipeline.execute("""
                SET search_path = tidegate_staging, public;
                CREATE TABLE events_3_1 (attempt bigint NOT NULL, file_no int NOT NULL, line bigint NOT NULL, event_id uuid NOT NULL);
                CREATE TABLE rejects_3_1 (attempt bigint NOT NULL, file_no int NOT NULL);
                CREATE TABLE sums_3_1 (attempt bigint NOT NULL, LIKE summed_events);
                CREATE TABLE slice_files_3_1 (file_no int NOT NULL, file_id bigint NOT NULL, path text NOT NULL);
                CREATE TABLE slice_plan_3_1 (batch_id bigint NOT NULL, accepted bigint NOT NULL, winners bigint[] NOT NULL, bounds uuid[] NOT NULL);
                CREATE TABLE slice_counts_3_1 (slice int NOT NULL, file_no int NOT NULL, accepted bigint NOT NULL, won bigint NOT NULL, PRIMARY KEY (slice, file_no));
                INSERT INTO events_3_1 VALUES (7, 1, 2, '%s');
                INSERT INTO slice_plan_3_1 VALUES (1, 1, '{7}', '{}');
                GRANT ALL ON ALL TABLES IN SCHEMA tidegate_staging TO tidegate_ingest""".formatted(EventLine.uuid(1)));
        String left =
                "SELECT c.oid, relname::text, relkind::text FROM pg_class c WHERE relnamespace = 'tidegate_staging'::regnamespace"
                        + " UNION ALL SELECT epoch, stream, owner FROM pipeline ORDER BY 2";
        List<String> before = pipeline.rows(left);
        assertRefused("tidegate_staging.slice_plan_3_1", "start version 1.0.0 once");
        assertThat(pipeline.rows(left)).isEqualTo(before).hasSizeGreaterThan(6);
        assertThat(pipeline.rows("SELECT event_id FROM tidegate_staging.events_3_1"))
                .containsExactly(EventLine.uuid(1));
        dropPlan();
    }

    /** The older version still runs when the newer one comes, and is killed while that one waits. */
    @Test
    void mergeThatAnOlderVersionBeginsWhileTheJobWaits() throws Exception {
        RunningJob job;
        try (Connection older = pipeline.database().connect();
                Statement statement = older.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(hashtextextended('tidegate events', 0))");
            job = pipeline.start();
            TestPipeline.await().until(() -> pipeline.log().of("INFO").stream()
                    .anyMatch(line -> line.contains("it writes in this database")));
            statement.execute("CREATE TABLE tidegate_staging.slice_plan_3_1 (batch_id bigint NOT NULL)");
        }
        assertThat(job.exitStatus()).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR")).singleElement().asString().contains("tidegate_staging.slice_plan_3_1");
        assertThat(pipeline.rows("SELECT count(*) FROM tidegate_staging.slice_plan_3_1"))
                .containsExactly("0");
        assertThat(pipeline.rows("SELECT epoch FROM pipeline")).containsExactly("0");
        dropPlan();
    }

    /** What version 1.0.0 does when it has finished. */
    private void dropPlan() throws Exception {
        pipeline.execute("""
                DROP TABLE IF EXISTS tidegate_staging.events_3_1, tidegate_staging.rejects_3_1, tidegate_staging.sums_3_1,
                    tidegate_staging.slice_files_3_1, tidegate_staging.slice_plan_3_1, tidegate_staging.slice_counts_3_1""");
    }

    private void assertRefused(String... parts) throws Exception {
        assertRefusedWith(parts);
    }

    private void assertRefusedWith(String[] parts, String... options) throws Exception {
        assertThat(pipeline.run(options)).isEqualTo(3);
        assertThat(pipeline.log().of("ERROR"))
                .singleElement()
                .asString()
                .contains(parts)
                .doesNotContain("stack trace")
                .doesNotContain("\n");
        assertThat(pipeline.log().of("WARN")).isEmpty();
    }
}
