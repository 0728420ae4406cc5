package dev.tidegate.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.spark.TunedSpark;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import picocli.CommandLine;

/**
 * The whole way of the data for one test: folders, a fresh database, and the job, which logs in with the rights of a job
 * and no more. After each test that passed, what must always hold is checked: see {@link Invariants}.
 *
 * <p>Files that are delivered one after the other are one second apart, so they are taken in the order of their delivery.
 */
final class TestPipeline implements BeforeEachCallback, AfterEachCallback {

    /** The file by which a folder says to which database it belongs. */
    static final String MARK = ".tidegate";

    private final TestDatabase database = new TestDatabase();
    private final List<RunningJob> started = new ArrayList<>();
    private final Set<Path> foreign = new HashSet<>();
    private SparkSession spark;
    private LogLines log;
    private Path home;
    private Instant nextModified = Instant.parse("2026-01-02T03:04:05.678Z");

    Path input() {
        return home.resolve("input");
    }

    Path archive() {
        return home.resolve("archive");
    }

    Path quarantine() {
        return home.resolve("quarantine");
    }

    Path checkpoint() {
        return home.resolve("checkpoints");
    }

    TestDatabase database() {
        return database;
    }

    LogLines log() {
        return log;
    }

    /** Delivers a file of a header and these events. */
    Path deliver(String name, EventLine... events) throws IOException {
        return deliver(name, content(events));
    }

    static String content(EventLine... events) {
        return Stream.concat(Stream.of(EventLine.HEADER), Stream.of(events).map(EventLine::toString))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    Path deliver(String name, String content) throws IOException {
        return deliver(name, content.getBytes(UTF_8));
    }

    Path deliver(String name, byte[] content) throws IOException {
        nextModified = nextModified.plusSeconds(1);
        return deliver(name, content, nextModified);
    }

    /** As a careful producer does: written under a name that is not taken, then renamed. */
    Path deliver(String name, byte[] content, Instant modified) throws IOException {
        Files.createDirectories(input());
        Path unfinished = input().resolve(".delivery.tmp");
        Files.write(unfinished, content);
        Files.setLastModifiedTime(unfinished, FileTime.from(modified));
        Path file = input().resolve(name);
        Files.createDirectories(file.getParent());
        return Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Puts a file into the archive or quarantine folder that the job knows nothing of. */
    Path putForeign(Path path, byte[] content) throws IOException {
        Files.createDirectories(path.getParent());
        foreign.add(path);
        return Files.write(path, content);
    }

    Set<Path> foreign() {
        return foreign;
    }

    /** Loads all that is there; the exit status must be 0. */
    void runOnce(String... options) throws IOException {
        assertThat(run(options)).as("exit status; log: %s", log.all()).isZero();
    }

    /** Loads all that is there and returns the exit status. */
    int run(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--once"));
        all.addAll(List.of(options));
        return job(new StopRequest(), arguments -> {}, all).run(spark);
    }

    /** Starts a job that runs until it is stopped, at the latest when the test ends. */
    RunningJob start(String... options) throws IOException {
        return startWith(arguments -> {}, options);
    }

    /** The same with other {@linkplain #arguments arguments}. */
    RunningJob startWith(Consumer<List<String>> change, String... options) throws IOException {
        StopRequest stop = new StopRequest();
        List<String> all = new ArrayList<>(List.of("--trigger", "0"));
        all.addAll(List.of(options));
        IngestJob job = job(stop, change, all);
        RunningJob running = RunningJob.start(stop, () -> job.run(spark));
        started.add(running);
        return running;
    }

    private IngestJob job(StopRequest stop, Consumer<List<String>> change, List<String> options) throws IOException {
        IngestOptions parsed = new IngestOptions();
        List<String> arguments = new ArrayList<>(arguments());
        change.accept(arguments);
        new CommandLine(parsed)
                .setOverwrittenOptionsAllowed(true)
                .parseArgs(Stream.concat(arguments.stream(), options.stream()).toArray(String[]::new));
        parsed.validate();
        return new IngestJob(parsed, stop);
    }

    /** The options that name folders, database and login; files are taken as soon as they are there. */
    List<String> arguments() throws IOException {
        Path password =
                Files.writeString(home.resolve("password"), database.ingest().password());
        return List.of(
                "--input", input().toString(),
                "--archive", archive().toString(),
                "--quarantine", quarantine().toString(),
                "--checkpoint", checkpoint().toString(),
                "--jdbc-url", database.jdbcUrl(),
                "--user", database.ingest().user(),
                "--password-file", password.toString(),
                "--settle", "0");
    }

    List<LedgerRow> ledger() throws SQLException {
        return database.query(
                "SELECT *, encode(sha256, 'hex') AS sha256_hex FROM ingested_files ORDER BY file_id", LedgerRow::of);
    }

    /** {@code path: counts} of each row of the ledger, in order. */
    List<String> counts() throws SQLException {
        return ledger().stream().map(row -> row.path() + ": " + row.counts()).toList();
    }

    /** {@code path: state} of each row of the ledger, in order. */
    List<String> states() throws SQLException {
        return ledger().stream().map(row -> row.path() + ": " + row.state()).toList();
    }

    /** The rows of a query, columns parted by {@code |}. */
    List<String> rows(String query) throws SQLException {
        return database.rows(query);
    }

    /** Runs a statement as superuser. */
    void execute(String statement) throws SQLException {
        database.execute(statement);
    }

    /** Waits until so many files have been loaded and moved. */
    void awaitArchived(int files) {
        await().untilAsserted(() -> assertThat(ledger()).hasSize(files).allMatch(LedgerRow::moved));
    }

    /** Waits for what a running job will do, but not for ever. */
    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(20));
    }

    /** A pause of a producer or an operator; never to wait for the job. */
    static void pause(int millis) throws InterruptedException {
        Thread.sleep(millis);
    }

    /** Names of the files in the input folder. */
    List<String> inputFiles() throws IOException {
        try (Stream<Path> files = Files.list(input())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(MARK))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        spark = TunedSpark.session();
        database.beforeEach(context);
        home = Files.createTempDirectory("tidegate-test-");
        log = LogLines.open();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try {
            started.stream().filter(job -> !job.ended()).forEach(RunningJob::stop);
            if (context.getExecutionException().isEmpty()) {
                new Invariants(this).check();
            }
        } finally {
            log.close();
            database.afterEach(context);
            delete(home);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
