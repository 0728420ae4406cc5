package dev.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.SetupScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as its users run it, in a project of its own whose generator and job are stand-ins. */
@Tag("long")
class DemoIT {
    private static final Pattern FILES = Pattern.compile("files=(\\d+) read=(\\d+) inserted=(\\d+) .*rejected=0");
    private static final int SECONDS_OF_PATIENCE = 90;

    @TempDir
    Path project;

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void layOutTheProject() throws IOException {
        Files.copy(SetupScript.find(), project.resolve("postgres_setup.sql"));
        Files.createDirectory(project.resolve("scripts"));
        script(
                "generate.sh",
                java() + " -Xmx32m -cp '" + classPath() + "' " + StandInGenerator.class.getName() + " \"$@\"");
        script("dashboard.sh", "sh -c 'echo The dashboard is at http://127.0.0.1:1/; exec sleep 600'");
        script("submit.sh", java() + " -Xmx32m -cp '" + classPath() + "' " + StandInJob.class.getName() + " \"$@\"");
    }

    @AfterEach
    void endWhatAFailedTestLeft() throws Exception {
        for (Process process : started) {
            process.destroyForcibly();
        }
        if (Files.exists(project.resolve("data/postgres/postmaster.pid"))) {
            // The next demo ends all that is left behind by this one.
            outputOf(start("--seconds=0"));
        }
    }

    @Test
    void allThatLandedIsLoadedWhenTheTimeIsOverAndTheLastLineIsTheSummary() throws Exception {
        Process demo = start("--seconds=3");
        String output = outputOf(demo);
        assertThat(demo.exitValue()).as(output).isZero();
        assertThat(output)
                .contains("First rows loaded")
                .contains("The dashboard is at http://127.0.0.1:1/")
                .contains("psql -h 127.0.0.1");
        assertThat(filesIn("data/input")).isZero();
        assertThat(summary(output)).isPositive().isEqualTo(filesIn("data/archive"));
        assertNothingRuns();
    }

    @Test
    void aDeclaredStreamHasItsTableAndFilesAndIsCountedBesideTheEvents() throws Exception {
        tidegate("INSERT INTO pipeline (stream, schema_version, target_table)"
                + " SELECT 'orders', schema_version, 'shop.orders' FROM pipeline;");
        Path declaration = Files.writeString(project.resolve("orders.yaml"), "which StandInJob does not read\n");
        Files.writeString(
                Files.createDirectories(project.resolve("data/input/orders")).resolve("of-an-earlier-run.csv"),
                "one\n");
        Process demo = start("--seconds=3", "--stream=" + declaration);
        String output = outputOf(demo);
        assertThat(demo.exitValue()).as(output).isZero();
        assertThat(filesIn("data/input/orders")).isZero();
        Matcher orders = FILES.matcher(line(output, "summary, stream orders: "));
        assertThat(orders.find()).as(output).isTrue();
        assertThat(Long.parseLong(orders.group(1))).isPositive().isEqualTo(filesIn("data/archive/orders"));
        assertThat(line(output, "this run, stream orders: ")).endsWith(orders.group());
        assertThat(summary(output)).isPositive();
        assertNothingRuns();
    }

    @Test
    void aTableThatTheDatabaseRefusesIsOneLineAndNothingRuns() throws Exception {
        tidegate("CREATE TABLE of_nothing (a no_such_type);");
        Process demo = start("--seconds=3", "--stream=orders.yaml");
        String output = outputOf(demo);
        assertThat(demo.exitValue()).as(output).isEqualTo(3);
        assertThat(output).contains("Cannot make the table of orders.yaml").contains("no_such_type");
        assertNothingRuns();
    }

    @Test
    void aSecondRunGoesOnFromTheFirst() throws Exception {
        long first = summary(outputOf(start("--seconds=2")));
        String output = outputOf(start("--seconds=2"));
        Matcher run = FILES.matcher(line(output, "this run: "));
        assertThat(run.find()).isTrue();
        assertThat(summary(output))
                .isEqualTo(first + Long.parseLong(run.group(1)))
                .isEqualTo(filesIn("data/archive"));
    }

    @Test
    void ctrlCInTheTerminalReachesTheDemoAloneAndStopsInOrder() throws Exception {
        Process demo = start();
        awaitRows();
        // What a terminal does: the signal goes to the whole process group.
        run("kill", "-INT", "--", "-" + demo.pid());
        String output = outputOf(demo);
        assertThat(demo.exitValue()).as(output).isZero();
        assertThat(summary(output)).isEqualTo(filesIn("data/archive"));
        assertThat(filesIn("data/input")).isZero();
        assertNothingRuns();
    }

    @Test
    void whatAKilledDemoLeftBehindIsEndedByTheNext() throws Exception {
        Process first = start();
        awaitRows();
        List<ProcessHandle> leftBehind = first.descendants().toList();
        assertThat(leftBehind).hasSizeGreaterThanOrEqualTo(2);
        first.destroyForcibly().waitFor();
        assertThat(leftBehind).allMatch(ProcessHandle::isAlive);
        String output = outputOf(start("--seconds=2"));
        assertThat(output)
                .contains("PostgreSQL that an earlier run left behind")
                .contains("generator that an earlier demo left behind");
        assertThat(leftBehind).noneMatch(ProcessHandle::isAlive);
        assertThat(summary(output)).isEqualTo(filesIn("data/archive"));
        assertNothingRuns();
    }

    @Test
    void aJobThatEndsByItselfIsReportedWithTheEndOfItsLog() throws Exception {
        script("submit.sh", "sh -c 'sleep 2; echo the database is of another version; exit 3'");
        Process demo = start();
        String output = outputOf(demo);
        assertThat(demo.exitValue()).isEqualTo(1);
        assertThat(output)
                .contains("The streaming-job ended by itself with exit code 3")
                .contains("the database is of another version")
                .contains("still wait in data/input");
        assertThat(summary(output)).isZero();
        assertNothingRuns();
    }

    @Test
    void aDashboardThatDoesNotStartStopsNothingElse() throws Exception {
        script("dashboard.sh", "sh -c 'echo the port is taken; exit 1'");
        Process demo = start("--seconds=3");
        String output = outputOf(demo);
        assertThat(demo.exitValue()).as(output).isZero();
        assertThat(output)
                .contains("The dashboard ended by itself with exit code 1")
                .contains("the port is taken");
        assertThat(summary(output)).isPositive();
    }

    @Test
    void twoAtOnceDoNotMix() throws Exception {
        Process first = start();
        awaitRows();
        Process second = start();
        assertThat(outputOf(second).strip()).contains("runs it already").hasLineCount(1);
        assertThat(second.exitValue()).isEqualTo(3);
        // Not Process.destroy(), which would also close the stream that its output is read from.
        first.toHandle().destroy();
        assertThat(outputOf(first)).contains("summary: ");
        assertThat(first.exitValue()).isZero();
    }

    /** In a process group of its own, as a shell starts it. */
    private Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                java(),
                "-Xmx128m",
                "-cp",
                classPath(),
                Demo.class.getName(),
                "--plain",
                "--port=0",
                "--interval=1s"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
        started.add(process);
        return process;
    }

    private void awaitRows() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_OF_PATIENCE);
        while (filesIn("data/archive") == 0) {
            assertThat(System.nanoTime())
                    .as("the first file was loaded in time")
                    .isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private static String outputOf(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(SECONDS_OF_PATIENCE, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static long summary(String output) {
        String last = output.strip().lines().reduce((before, after) -> after).orElseThrow();
        assertThat(last).startsWith("summary: files=");
        Matcher files = FILES.matcher(last);
        assertThat(files.find()).as(last).isTrue();
        assertThat(files.group(2)).isEqualTo(files.group(1)).isEqualTo(files.group(3));
        return Long.parseLong(files.group(1));
    }

    private static String line(String output, String beginning) {
        return output.lines()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private long filesIn(String folder) throws IOException {
        if (Files.notExists(project.resolve(folder))) {
            return 0;
        }
        try (Stream<Path> files = Files.list(project.resolve(folder))) {
            return files.count();
        }
    }

    private void assertNothingRuns() throws IOException {
        assertThat(project.resolve("data/postgres/postmaster.pid")).doesNotExist();
        assertThat(filesIn("data/run")).isZero();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(project.toString()))
                        .map(process -> process.info().commandLine().orElse("")))
                .isEmpty();
    }

    private void script(String name, String command) throws IOException {
        Path script = Files.writeString(project.resolve("scripts").resolve(name), "#!/bin/sh\nexec " + command + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Stands in for the operator's commands: {@code ddl} prints this, {@code sample} delivers files. */
    private void tidegate(String ddl) throws IOException {
        Files.writeString(project.resolve("ddl.sql"), ddl + "\n");
        script(
                "tidegate",
                "sh -c 'if [ \"$1\" = ddl ]; then exec cat " + project.resolve("ddl.sql") + "; fi; exec " + java()
                        + " -Xmx32m -cp " + classPath() + " " + StandInSample.class.getName() + " \"$@\"' sh \"$@\"");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }
}
