package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.postgres.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine.ParameterException;

/** What a monitoring system sees of the job, of a job that runs. */
class MetricsIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @Test
    void metricsCountWhatTheLedgerCounts() throws Exception {
        ShownMetrics shown = start();
        pipeline.deliver("a.csv", event(1), event(2), event(2), event(3).price("free"), event(4).type("scroll"));
        pipeline.deliver("b.csv", event(1), event(5).quantity("0"), event(6).price("1.23456"));
        pipeline.deliver("c.csv", "no header\n");
        pipeline.awaitArchived(3);
        TestPipeline.await()
                .until(() -> shown.value("tidegate_job_files_total{outcome=\"quarantined\",stream=\"events\"}") == 1);
        Map<String, Double> metrics = shown.metrics();
        for (String count :
                new String[] {"inserted", "updated", "unchanged", "stale", "duplicate", "filtered", "rejected"}) {
            assertThat(metrics.get("tidegate_job_records_total{outcome=\"%s\",stream=\"events\"}".formatted(count)))
                    .as(count)
                    .isEqualTo(number("SELECT sum(%s) FROM ingested_files".formatted(count)));
        }
        assertThat(metrics)
                .containsEntry("tidegate_job_records_read_total{stream=\"events\"}", 8.0)
                .containsEntry("tidegate_job_rejects_total{reason=\"bad_decimal\",stream=\"events\"}", 1.0)
                .containsEntry("tidegate_job_rejects_total{reason=\"out_of_range\",stream=\"events\"}", 1.0)
                .containsEntry("tidegate_job_rejects_total{reason=\"too_many_decimals\",stream=\"events\"}", 1.0)
                .containsEntry("tidegate_job_rejects_total{reason=\"bad_uuid\",stream=\"events\"}", 0.0)
                .containsEntry("tidegate_job_files_total{outcome=\"loaded\",stream=\"events\"}", 2.0)
                .containsEntry(
                        "tidegate_job_batches_total{stream=\"events\"}", number("SELECT count(*) FROM ingest_batches"))
                .containsEntry("tidegate_job_last_batch{stream=\"events\"}", number("SELECT last_batch FROM pipeline"))
                .containsEntry("tidegate_job_epoch{stream=\"events\"}", 1.0)
                .containsEntry("tidegate_job_database_up{stream=\"events\"}", 1.0)
                .containsEntry("tidegate_job_healthy{stream=\"events\"}", 1.0)
                .containsEntry("tidegate_job_files_waiting{stream=\"events\"}", 0.0)
                .containsEntry("tidegate_job_file_lag_seconds_count{stream=\"events\"}", 2.0)
                .hasEntrySatisfying("tidegate_job_disk_free_bytes{folder=\"input\"}", free -> assertThat(free)
                        .isPositive());
        for (String stage : new String[] {"read", "stage", "merge", "archive"}) {
            assertThat(metrics.get("tidegate_job_stage_seconds_count{stage=\"%s\",stream=\"events\"}".formatted(stage)))
                    .as(stage)
                    .isEqualTo(metrics.get("tidegate_job_batches_total{stream=\"events\"}"));
        }
    }

    /** What promtool says of names, units and help texts. */
    @Test
    void metricsAreNamedAsPrometheusAdvises() throws Exception {
        assumeThat(Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, "promtool")))
                .as("Debian's package prometheus")
                .anyMatch(Files::isExecutable);
        ShownMetrics shown = start();
        pipeline.deliver("a.csv", event(1));
        pipeline.awaitArchived(1);
        Path said = pipeline.input().resolveSibling("promtool.log");
        Process lint = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try (OutputStream in = lint.getOutputStream()) {
            in.write(shown.get("/metrics").body().getBytes(UTF_8));
        }
        lint.waitFor();
        assertThat(said).isEmptyFile();
    }

    @Test
    void aFullDiskOfTheDatabaseIsSeenInTheRetriesAndTheHealthAnswerGoesRedAndGreenAgain() throws Exception {
        ShownMetrics shown = start("--unhealthy-after", "1s");
        // A start tries a micro-batch without a file, and would wait for the disk before it takes one.
        TestPipeline.await()
                .untilAsserted(() -> assertThat(shown.get("/healthz").body()).contains("waiting for files"));
        pipeline.execute("""
                CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''disk_full''; END';
                CREATE TRIGGER disk_full BEFORE INSERT ON ingested_files FOR EACH STATEMENT EXECUTE FUNCTION disk_full()""");
        pipeline.deliver("a.csv", event(1));
        TestPipeline.await().untilAsserted(() -> assertThat(shown.get("/healthz"))
                .matches(answer -> answer.statusCode() == 503 && answer.body().contains("53100")));
        JsonObject health = JsonParser.parseString(shown.get("/healthz").body()).getAsJsonObject();
        assertThat(health.get("status").getAsString()).isEqualTo("down");
        assertThat(health.get("stream").getAsString()).isEqualTo("events");
        assertThat(health.getAsJsonArray("streams")).hasSize(1);
        assertThat(health.get("database").getAsString()).isEqualTo("up");
        assertThat(health.get("files_in_hand").getAsInt()).isEqualTo(1);
        assertThat(health.get("last_failure").getAsString()).contains("could not extend file", "53100");
        // On a busy machine the answer is red before the third try.
        TestPipeline.await().untilAsserted(() -> assertThat(
                        shown.value("tidegate_job_retries_total{sqlstate=\"53100\",stream=\"events\"}"))
                .isGreaterThan(2));
        assertThat(shown.value("tidegate_job_healthy{stream=\"events\"}")).isZero();
        assertThat(shown.get("/livez").statusCode()).isEqualTo(200);
        assertThat(shown.get("/readyz").statusCode()).as("the database answers").isEqualTo(200);

        pipeline.execute("DROP TRIGGER disk_full ON ingested_files");
        pipeline.awaitArchived(1);
        TestPipeline.await()
                .untilAsserted(
                        () -> assertThat(shown.get("/healthz").statusCode()).isEqualTo(200));
    }

    @Test
    @Tag("server")
    void aDatabaseThatIsDownIsSeenAndItsReturn() throws Exception {
        TestServer server = pipeline.database().server();
        assumeThat(server.supportsCrash()).isTrue();
        ShownMetrics shown = start();
        TestPipeline.await().until(() -> shown.value("tidegate_job_database_up{stream=\"events\"}") == 1);
        server.stop();
        TestPipeline.await().until(() -> shown.value("tidegate_job_database_up{stream=\"events\"}") == 0);
        // A restart would not bring the database back.
        assertThat(shown.get("/livez").statusCode()).isEqualTo(200);
        assertThat(shown.get("/readyz").statusCode()).isEqualTo(503);
        server.start();
        TestPipeline.await().until(() -> shown.value("tidegate_job_database_up{stream=\"events\"}") == 1);
        assertThat(shown.get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void aJobThatWaitsForAnotherIsHealthyAndSaysForWhom() throws Exception {
        ShownMetrics first = start();
        // It shows its metrics before it has the lock, and the second one may be faster.
        TestPipeline.await().until(() -> first.value("tidegate_job_epoch{stream=\"events\"}") > 0);
        ShownMetrics second = start("--unhealthy-after", "1s", "--checkpoint", pipeline.checkpoint() + "-2");
        TestPipeline.await()
                .untilAsserted(() -> assertThat(second.get("/healthz").body()).contains("waiting for process"));
        assertThat(second.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(second.value("tidegate_job_epoch{stream=\"events\"}")).isZero();
    }

    @Test
    void aPortThatIsTakenIsOneLineThatNamesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> pipeline.run("--metrics-port", Integer.toString(taken.getLocalPort())))
                    .isInstanceOf(ParameterException.class)
                    .message()
                    .contains(Integer.toString(taken.getLocalPort()), "--metrics-port", "Address already in use")
                    .doesNotContain("\n");
        }
    }

    private ShownMetrics start(String... options) throws IOException {
        int port = ShownMetrics.freePort();
        String[] all = new String[options.length + 2];
        System.arraycopy(options, 0, all, 2, options.length);
        all[0] = "--metrics-port";
        all[1] = Integer.toString(port);
        pipeline.start(all);
        ShownMetrics shown = new ShownMetrics(port);
        TestPipeline.await().until(shown::answers);
        return shown;
    }

    private double number(String query) throws Exception {
        return Double.parseDouble(pipeline.rows(query).get(0));
    }
}
