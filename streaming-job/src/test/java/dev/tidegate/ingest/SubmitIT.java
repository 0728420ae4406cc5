package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.tidegate.ingest.database.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The job as users start it: the packaged jar, by the spark-submit of the Spark that the build assembles. */
class SubmitIT {

    /** Lines of spark-submit and, about what Spark 4 asks of it, of Java. */
    private static final String BEFORE_THE_JOB = "(\\d.* WARN |WARNING: Using incubator modules).*";

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    private Process process;

    @Test
    void submittedJobLoadsUntilItIsAskedToStopAndThenFinishesWhatItHasInHand() throws Exception {
        Path output = submit(pipeline.arguments(), "--trigger", "0", "--max-files-per-trigger", "1");
        pipeline.deliver("1.csv", event(1), event(2).price("free"));
        pipeline.awaitArchived(1);
        assertNoPasswordIsSeen();
        for (int file = 2; file <= 20; file++) {
            pipeline.deliver(file + ".csv", event(file));
        }
        pipeline.awaitArchived(2);

        process.destroy(); // SIGTERM

        assertThat(exitStatus()).as("log: %s", Files.readString(output)).isZero();
        assertThat(pipeline.ledger()).allMatch(row -> row.state().equals("archived"));
        assertThat(Files.readString(output))
                .contains("SIGTERM: finishing the micro-batch in hand", "batch=1 files=1 read=2 inserted=1")
                .doesNotContain(pipeline.database().ingest().password());

        assertNoPasswordIsIn(events());

        submit(pipeline.arguments(), "--once");
        assertThat(exitStatus()).isZero();
        assertThat(pipeline.ledger()).hasSize(20);
        assertThat(pipeline.inputFiles()).isEmpty();
    }

    @Test
    @Tag("long")
    void linesOfTheLogAreJsonWhereThatIsAskedForWithTheCountsOfAMicroBatchAsNumbers() throws Exception {
        pipeline.deliver("a.csv", event(1), event(2).price("free"), event(3));
        pipeline.deliver("quote \".csv", "no header\n");
        Path logs = pipeline.input().resolveSibling("logs");
        Path output = submit(pipeline.arguments(), "--once", "--log-format", "json", "--log-folder", logs.toString());
        assertThat(exitStatus()).as("log: %s", Files.readString(output)).isZero();
        assertThat(logs.resolve("tidegate.log"))
                .content()
                .isNotEmpty()
                .isEqualTo(Files.readString(output).replaceAll("(?m)^" + BEFORE_THE_JOB + "\n", ""));
        List<JsonObject> lines = Files.readAllLines(output).stream()
                .filter(line -> !line.matches(BEFORE_THE_JOB))
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertThat(lines).allSatisfy(line -> {
            assertThat(Instant.parse(line.get("time").getAsString()))
                    .isBetween(Instant.now().minusSeconds(300), Instant.now());
            assertThat(line.keySet()).contains("level", "logger", "thread", "message");
        });
        JsonObject batch =
                lines.stream().filter(line -> line.has("batch")).findFirst().orElseThrow();
        assertThat(batch.get("message").getAsString()).startsWith("batch=1 files=2 read=3 inserted=2");
        assertThat(batch.get("read")).isEqualTo(new JsonPrimitive(3));
        assertThat(batch.get("inserted").getAsInt()).isEqualTo(2);
        assertThat(batch.get("rejected").getAsInt()).isEqualTo(1);
        assertThat(batch.keySet())
                .contains("files", "updated", "unchanged", "stale", "duplicate", "filtered", "merge_ms", "total_ms");
        assertThat(lines)
                .anyMatch(line -> line.get("message").getAsString().startsWith("quote \".csv goes to quarantine"));
    }

    /** Seen on clusters whose Spark comes with a driver: that one is asked first for any class of the same name. */
    @Test
    @Tag("long")
    void anOlderDriverAmongSparksJarsDoesNotMatter() throws Exception {
        try (Stream<Path> jars = Files.list(Packaged.OLDER_DRIVER)) {
            pipeline.deliver("1.csv", event(1));
            Path older = jars.findFirst().orElseThrow();
            Path output = submit(
                    List.of(
                            "--driver-class-path",
                            older.toString(),
                            "--conf",
                            "spark.executor.extraClassPath=" + older),
                    pipeline.arguments(),
                    "--once");
            assertThat(exitStatus()).as("log: %s", Files.readString(output)).isZero();
            assertThat(pipeline.ledger()).hasSize(1);
        }
    }

    /** Who may put a file into the folder chooses its name. */
    @Test
    @Tag("long")
    void nameOfAFileMakesNoLineOfTheLogAndHidesNone() throws Exception {
        String forged = "2026-01-01 00:00:00.000Z ERROR IngestJob: all is lost";
        String name = "a\n" + forged + "\u001b[2J\u202evsc.csv";
        pipeline.deliver(name, "no header\n");
        Path folder = Files.createDirectory(pipeline.input().resolve("b\r\n" + forged + ".csv"));
        Path logs = pipeline.input().resolveSibling("logs");
        Path output = submit(pipeline.arguments(), "--once", "--log-folder", logs.toString());
        assertThat(exitStatus()).as("log: %s", Files.readString(output)).isZero();
        for (Path log : List.of(output, logs.resolve("tidegate.log"))) {
            String text = Files.readString(log);
            assertThat(text)
                    .contains("a\\n" + forged + "\\x1b[2J\\u{202e}vsc.csv goes to quarantine", "Left b\\r\\n" + forged);
            assertThat(text.lines()).noneMatch(line -> line.startsWith(forged));
            assertThat(text).doesNotContain("\u001b", "\u202e", "\r");
        }
        Files.delete(folder);
        assertThat(pipeline.ledger())
                .singleElement()
                .extracting(LedgerRow::path)
                .isEqualTo(name);
    }

    @Test
    void wrongOptionEndsWithTwoAndOneLineThatNamesFlagValueAndWhatIsExpected() throws Exception {
        Path output = submit(List.of(), "--trigger", "soon");
        assertThat(exitStatus()).isEqualTo(2);
        assertThat(Files.readAllLines(output))
                .filteredOn(line -> !line.matches(BEFORE_THE_JOB))
                .singleElement()
                .asString()
                .contains("'--trigger'", "'soon'", "such as '10 seconds'");
    }

    @Test
    void jobThatCannotWriteItsLogEndsWithTwoAndOneLineAndTouchesNothing() throws Exception {
        pipeline.deliver("a.csv", event(1));
        Path output = submit(pipeline.arguments(), "--once", "--log-folder", "/dev/null/logs");
        assertThat(exitStatus()).isEqualTo(2);
        assertThat(Files.readAllLines(output))
                .filteredOn(line -> !line.matches(BEFORE_THE_JOB))
                .singleElement()
                .asString()
                .contains("'--log-folder'", "'/dev/null/logs'", "a folder that can be written in");
        assertThat(pipeline.inputFiles()).containsExactly("a.csv");
        assertThat(pipeline.ledger()).isEmpty();
        assertThat(pipeline.checkpoint()).doesNotExist();
    }

    @Test
    void refusedJobEndsWithThree() throws Exception {
        pipeline.execute("UPDATE pipeline SET schema_version = 99");
        Path output = submit(pipeline.arguments());
        assertThat(exitStatus()).isEqualTo(3);
        assertThat(Files.readString(output))
                .contains("has schema version 99, this job needs " + Schema.VERSION)
                .doesNotContain("\tat ");
    }

    private Path submit(List<String> arguments, String... more) throws IOException {
        return submit(List.of(), arguments, more);
    }

    private Path submit(List<String> spark, List<String> arguments, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Packaged.SPARK_SUBMIT.toString(),
                "--master",
                "local[2]",
                "--driver-memory",
                "512m",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.eventLog.enabled=true",
                "--conf",
                "spark.eventLog.dir=" + Files.createDirectories(events()).toUri(),
                // As Spark 4 does unless it is told not to.
                "--conf",
                "spark.eventLog.rolling.enabled=false",
                "--conf",
                "spark.eventLog.compress=false"));
        command.addAll(spark);
        command.addAll(List.of("--class", IngestJob.class.getName(), Packaged.JAR.toString()));
        command.addAll(arguments);
        command.addAll(List.of(more));
        Path output = Files.createTempFile(pipeline.input().getParent(), "submit-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().remove("SPARK_HOME");
        process = builder.start();
        return output;
    }

    private int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the process ended").isTrue();
        return process.exitValue();
    }

    private Path events() {
        return pipeline.input().resolveSibling("events");
    }

    /** What Spark's page shows, and its history server later. */
    private void assertNoPasswordIsIn(Path events) throws IOException {
        try (Stream<Path> files = Files.list(events)) {
            assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(file)
                    .content()
                    .contains("SparkListenerEnvironmentUpdate")
                    .doesNotContain(pipeline.database().ingest().password()));
        }
    }

    /** Everybody on the machine can read the command lines of all processes. */
    private void assertNoPasswordIsSeen() throws IOException {
        Path commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        if (Files.exists(commandLine)) {
            assertThat(Files.readString(commandLine))
                    .contains("--password-file")
                    .doesNotContain(pipeline.database().ingest().password());
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        if (process.isAlive()) {
            process.destroyForcibly().waitFor();
        }
    }
}
