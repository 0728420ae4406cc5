package dev.tidegate.bench;

import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.table.TableDdl;
import dev.tidegate.postgres.LocalDatabase;
import dev.tidegate.postgres.LocalRole;
import dev.tidegate.postgres.SetupScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The PostgreSQL of a run: that of the demo, with its durable settings, and a table for each way that is measured. */
final class BenchDatabase implements AutoCloseable {

    private static final String SUPERUSER = "postgres";

    private final LocalDatabase database;
    private final CpuClock cpu;
    private final Thread atExit = new Thread(this::stopAtExit, "bench-database-exit");

    private BenchDatabase(LocalDatabase database, Path data) {
        this.database = database;
        this.cpu = new CpuClock(data);
    }

    static BenchDatabase start(Path folder) throws IOException, SQLException {
        Path data = folder.resolve("postgres");
        LocalDatabase local = LocalDatabase.start(data, 0, SetupScript.find(), Report::say);
        BenchDatabase database = new BenchDatabase(local, data);
        // The server is a process of its own: Ctrl-C must not leave it behind.
        Runtime.getRuntime().addShutdownHook(database.atExit);
        try (Connection connection = database.asSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql("create_contenders.sql"));
        } catch (IOException | SQLException | RuntimeException e) {
            database.close();
            throw e;
        }
        return database;
    }

    /** Processor time of this JVM and of the server. */
    CpuClock cpu() {
        return cpu;
    }

    String jdbcUrl() {
        return database.jdbcUrl();
    }

    String user() {
        return LocalRole.JOB.user();
    }

    Path passwordFile() {
        return database.passwordFile(LocalRole.JOB);
    }

    String password() throws IOException {
        return Files.readString(passwordFile()).strip();
    }

    /** A session with the rights of the job. */
    Connection connect() throws IOException, SQLException {
        return database.connect(LocalRole.JOB);
    }

    private Connection asSuperuser() throws IOException, SQLException {
        Path password = passwordFile().resolveSibling(SUPERUSER + ".password");
        return DriverManager.getConnection(
                jdbcUrl(), SUPERUSER, Files.readString(password).strip());
    }

    /** Makes the table of a declared stream. */
    void makeTable(Path declaration) throws IOException, SQLException {
        try (Connection connection = asSuperuser()) {
            String ddl = TableDdl.create(StreamFile.read(declaration).stream());
            SetupScript.apply(connection, "the table of " + declaration, ddl);
        }
    }

    /** Parts the events by month. */
    void partByMonth(String since) throws IOException, SQLException {
        try (Connection connection = asSuperuser()) {
            SetupScript.partByMonth(connection, SetupScript.find(), since);
        }
    }

    /** Time from fence to COMMIT of the newest micro-batch. */
    double newestMergeMillis() throws IOException, SQLException {
        return Double.parseDouble(line("public", "newest_merge_millis.sql"));
    }

    /** Empties all tables, so that each measurement begins with the same. */
    void empty() throws IOException, SQLException {
        try (Connection connection = asSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql("empty_tables.sql"));
        }
        checkpoint();
    }

    /** No way pays for what an earlier one wrote. */
    void checkpoint() throws IOException, SQLException {
        execute("CHECKPOINT");
    }

    /** Runs statements as superuser. */
    void execute(String statements) throws IOException, SQLException {
        try (Connection connection = asSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** The one value of a query as text, with names that are looked up in this schema. */
    String line(String schema, String query) throws IOException, SQLException {
        try (Connection connection = asSuperuser();
                Statement statement = connection.createStatement()) {
            connection.setSchema(schema);
            try (ResultSet row = statement.executeQuery(sql(query))) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** What a table of events holds. */
    record Content(long rows, String content) {}

    /** @param schema whose {@code raw_events} is looked at */
    Content content(String schema) throws IOException, SQLException {
        try (Connection connection = asSuperuser();
                Statement statement = connection.createStatement()) {
            connection.setSchema(schema);
            try (ResultSet row = statement.executeQuery(sql("content.sql"))) {
                row.next();
                return new Content(row.getLong("rows"), row.getString("content"));
            }
        }
    }

    /** What the ledger holds, and whether the aggregates are right. */
    record Ledger(
            long files,
            long recordsRead,
            long inserted,
            long updated,
            long unchanged,
            long uneven,
            long notArchived,
            long aggregateDifferences) {}

    Ledger ledger() throws IOException, SQLException {
        try (Connection connection = asSuperuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql("ledger.sql"))) {
            row.next();
            return new Ledger(
                    row.getLong("files"),
                    row.getLong("records_read"),
                    row.getLong("inserted"),
                    row.getLong("updated"),
                    row.getLong("unchanged"),
                    row.getLong("uneven"),
                    row.getLong("not_archived"),
                    row.getLong("aggregate_differences"));
        }
    }

    /** How long the parts of the newest half of the micro-batches took, as the job wrote it down. */
    String batchParts() throws IOException, SQLException {
        try (Connection connection = asSuperuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql("batch_parts.sql"))) {
            row.next();
            return "read=%.0f stage=%.0f merge=%.0f"
                    .formatted(row.getDouble("read"), row.getDouble("stage"), row.getDouble("merge"));
        }
    }

    /** When the last file was in the archive: all rows are committed by then. What is counted behind the loads may still be to do. */
    Instant lastArchived() throws IOException, SQLException {
        try (Connection connection = asSuperuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql("last_archived.sql"))) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    /** Median of the time from fence to COMMIT, of micro-batches counted from the first one in the ledger. */
    double mergeMillis(int from, int to) throws IOException, SQLException {
        try (Connection connection = asSuperuser();
                PreparedStatement statement = connection.prepareStatement(sql("merge_millis.sql"))) {
            statement.setInt(1, from);
            statement.setInt(2, to - from);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getDouble(1);
            }
        }
    }

    static String sql(String name) {
        try (InputStream in = BenchDatabase.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }

    private void stopAtExit() {
        try {
            database.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop PostgreSQL", e);
        }
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        database.close();
    }
}
