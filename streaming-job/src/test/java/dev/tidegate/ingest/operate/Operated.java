package dev.tidegate.ingest.operate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.tidegate.ingest.JobForTests;
import dev.tidegate.postgres.Login;
import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Folders and a fresh database, files loaded by the real job, and commands that log in with the rights of an operator. */
public final class Operated implements BeforeEachCallback, AfterEachCallback {

    public static final String HEADER =
            "event_id,user_id,product_id,product_name,category,event_type,quantity,price,timestamp\n";

    private final TestDatabase database = new TestDatabase();
    private Path home;
    private Instant nextModified = Instant.parse("2026-01-02T03:04:05.678Z");

    /** What a command came to. */
    public record Ran(int exitCode, String out, String err) {

        public JsonElement json() {
            return JsonParser.parseString(out);
        }
    }

    /** Event number {@code n} as a line with its end. */
    public static String event(int n) {
        return event(n, "9.99");
    }

    public static String event(int n, String price) {
        return event(n, price, "2026-03-01T10:00:00Z");
    }

    public static String event(int n, String price, String time) {
        return "%s,7,21,Lamp,Home,buy,1,%s,%s\n".formatted(new UUID(0, n), price, time);
    }

    public Path input() {
        return home.resolve("input");
    }

    public Path archive() {
        return home.resolve("archive");
    }

    public Path home() {
        return home;
    }

    /** Delivers a file of a header and these lines, a second younger than the one before. */
    public Path deliver(String name, String... lines) throws IOException {
        return deliver(name, (HEADER + String.join("", lines)).getBytes(UTF_8));
    }

    /** Delivers a file of these lines to a declared stream, whose input folder is below that of the built-in one. */
    public Path deliverTo(String stream, String name, String... lines) throws IOException {
        Files.createDirectories(input().resolve(stream));
        return deliver(stream + "/" + name, (String.join("\n", lines) + "\n").getBytes(UTF_8));
    }

    public Path deliver(String name, byte[] content) throws IOException {
        nextModified = nextModified.plusSeconds(1);
        Path unfinished = Files.write(input().resolve(".delivery.tmp"), content);
        Files.setLastModifiedTime(unfinished, FileTime.from(nextModified));
        return Files.move(unfinished, input().resolve(name));
    }

    /** Loads all that is there with the real job. */
    public void load(String... options) throws IOException {
        List<String> arguments = arguments(database.ingest());
        arguments.addAll(List.of("--checkpoint", home.resolve("checkpoints").toString(), "--settle", "0", "--once"));
        arguments.addAll(List.of(options));
        assertThat(JobForTests.runOnce(arguments)).as("exit status of the job").isZero();
    }

    /** A job that loads what comes, until it is closed. */
    public JobForTests startJob() throws IOException {
        List<String> arguments = arguments(database.ingest());
        arguments.addAll(List.of("--checkpoint", home.resolve("checkpoints").toString(), "--settle", "0"));
        arguments.addAll(List.of("--trigger", "0", "--max-files-per-trigger", "2"));
        return JobForTests.start(arguments);
    }

    /** Runs a command on these folders and this database. */
    public Ran tidegate(String... command) throws IOException {
        return run(command, arguments(database.operator()));
    }

    /** Runs a command on this database; it has nothing to do with folders. */
    public Ran tidegateOnDatabase(String... command) throws IOException {
        return run(command, login(database.operator()));
    }

    /** Runs a command that knows neither folders nor database, or is told by its own options. */
    public static Ran plain(String... command) {
        return run(command, List.of());
    }

    private static Ran run(String[] command, List<String> options) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(options);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                TidegateCommand.run(new PrintWriter(out), new PrintWriter(err, true), all.toArray(String[]::new));
        return new Ran(exitCode, out.toString(), err.toString());
    }

    public List<String> arguments(Login login) throws IOException {
        List<String> arguments = login(login);
        arguments.addAll(List.of(
                "--input", input().toString(),
                "--archive", archive().toString(),
                "--quarantine", home.resolve("quarantine").toString()));
        return arguments;
    }

    public List<String> login(Login login) throws IOException {
        Path password = Files.writeString(home.resolve(login.user()), login.password());
        return new ArrayList<>(List.of(
                "--jdbc-url", database.jdbcUrl(), "--user", login.user(), "--password-file", password.toString()));
    }

    public TestDatabase database() {
        return database;
    }

    /** Makes the table of a stream by what {@code ddl} prints. */
    public void makeTable(String declaration) throws IOException, SQLException {
        Ran ddl = tidegateOnDatabase("ddl", declaration);
        assertThat(ddl.exitCode()).as(ddl.err()).isZero();
        database.apply(ddl.out());
    }

    /** The rows of a query, columns parted by {@code |}. */
    public List<String> rows(String query) throws SQLException {
        return database.rows(query);
    }

    /** Runs a statement as superuser. */
    public void execute(String sql) throws SQLException {
        database.execute(sql);
    }

    /** Everything that a replay or a dry run might change, to be compared with itself. */
    public String everything() throws SQLException {
        return String.join(
                "\n",
                rows("SELECT row_to_json(e) FROM raw_events e ORDER BY event_id")
                        .toString(),
                rows("SELECT row_to_json(f) FROM ingested_files f ORDER BY file_id")
                        .toString(),
                rows("SELECT row_to_json(r) FROM rejected_events r ORDER BY file_id, byte_offset")
                        .toString(),
                rows("SELECT row_to_json(p) FROM pipeline p").toString(),
                rows("SELECT row_to_json(b) FROM ingest_batches b ORDER BY batch_id")
                        .toString());
    }

    /** The one file in the archive or below whose name ends so. */
    public Path archived(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(archive())) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        database.beforeEach(context);
        home = Files.createTempDirectory("tidegate-operate-");
        Files.createDirectories(input());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        database.afterEach(context);
        try (Stream<Path> all = Files.walk(home)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
