package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.load.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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
        pipeline.execute("INSERT INTO pipeline (name, schema_version) VALUES ('tidegate', " + Schema.VERSION + ")");
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
