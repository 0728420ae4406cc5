package dev.tidegate.crashtest.running;

import dev.tidegate.ingest.mapping.StreamFile;
import dev.tidegate.ingest.table.TableDdl;
import dev.tidegate.postgres.LocalDatabase;
import dev.tidegate.postgres.LocalRole;
import dev.tidegate.postgres.ServerUnavailableException;
import dev.tidegate.postgres.SetupScript;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.function.Consumer;

/** The PostgreSQL of the run, with durable settings. Queries from here go to it directly, not through the proxy. */
public final class Database implements AutoCloseable {

    /** Name of the database. */
    public static final String NAME = LocalDatabase.NAME;

    /** Login of the job. */
    public static final String JOB = LocalRole.JOB.user();

    /** Login of the operator. */
    static final String ADMIN = LocalRole.ADMIN.user();

    /** A login that may only read the views. */
    public static final String READER = LocalRole.DASHBOARD.user();

    /** What the job calls the session that loads nothing. */
    static final String HEARTBEAT = "tidegate heartbeat";

    private static final String TO_BE_MOVED =
            "SELECT count(*) FROM ingested_files WHERE archived_at IS NULL AND state <> 'missing'";
    private static final Duration TIME_TO_START = Duration.ofMinutes(1);

    private final LocalDatabase server;

    private Database(LocalDatabase server) {
        this.server = server;
    }

    /**
     * Makes a new server; one that an earlier run left behind is stopped.
     *
     * @param folder may hold the server of an earlier run, which is deleted
     */
    public static Database make(Path folder, Path setupScript, Consumer<String> say) throws IOException, SQLException {
        Path data = folder.resolve("data");
        LocalDatabase.discard(data);
        Database database = new Database(LocalDatabase.start(data, 0, setupScript, say));
        database.makeTable(setupScript.resolveSibling(TestedStream.ORDERS.option()));
        return database;
    }

    /** Lets events lie in months from this time on. */
    public void partByMonth(Path setupScript, Instant since) throws IOException, SQLException {
        try (Connection connection = server.connectAsSuperuser()) {
            SetupScript.partByMonth(
                    connection,
                    setupScript,
                    LocalDate.ofInstant(since, ZoneOffset.UTC).toString());
        }
    }

    /** As psql does with what {@code tidegate ddl} prints. */
    private void makeTable(Path declaration) throws IOException, SQLException {
        try (Connection connection = server.connectAsSuperuser()) {
            String ddl = TableDdl.create(StreamFile.read(declaration).stream());
            SetupScript.apply(connection, "the table of " + declaration, ddl);
        }
    }

    public int port() {
        return server.port();
    }

    /** The file with the password of a login. */
    Path passwordFile(String user) {
        return server.passwordFile(Arrays.stream(LocalRole.values())
                .filter(role -> role.user().equals(user))
                .findFirst()
                .orElseThrow());
    }

    /** A new connection that may read all tables. */
    public Connection connect() throws IOException, SQLException {
        return server.connect(LocalRole.ADMIN);
    }

    /** Ends all sessions of the job; returns how many loaded or staged. */
    public int terminateBackends() throws IOException, SQLException {
        int ended = 0;
        try (Connection connection = server.connect(LocalRole.JOB);
                Statement statement = connection.createStatement();
                ResultSet session = statement.executeQuery("SELECT application_name, pg_terminate_backend(pid)"
                        + " FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()")) {
            while (session.next()) {
                ended += session.getBoolean(2) && !session.getString(1).equals(HEARTBEAT) ? 1 : 0;
            }
        }
        return ended;
    }

    /** Stops it in order, keeps a copy of its data folder, and starts it again. */
    public void keepCopy() throws IOException {
        server.keepCopy();
    }

    /** {@code kill -9} of all its processes; then the copy takes the place of its data, as after a restore. */
    public void goBack() throws IOException {
        server.goBack();
    }

    /** {@code kill -9} of all its processes. */
    public void crash() throws IOException {
        server.crash();
    }

    /** {@code kill -9} of the postmaster alone: its children notice and end when they next look. */
    public void killPostmaster() throws IOException {
        server.killPostmaster();
    }

    /** Starts it again, crash recovery included; not before the last process of the crashed one is gone. */
    public void restart() throws Exception {
        Patience.await("PostgreSQL to start again; see its server.log", TIME_TO_START, this::hasStarted);
    }

    private boolean hasStarted() throws IOException {
        try {
            server.restart();
            return true;
        } catch (ServerUnavailableException e) {
            return false;
        }
    }

    /** Files that are loaded and still have to be moved. */
    public long toBeMoved() throws IOException, SQLException {
        return number(TO_BE_MOVED);
    }

    /** Those of one stream. */
    public long toBeMoved(TestedStream stream) throws IOException, SQLException {
        return number("%s AND stream = '%s'".formatted(TO_BE_MOVED, stream.streamName()));
    }

    /** The id of the newest file of a stream; 0 where there is none. */
    public long newestFile(TestedStream stream) throws IOException, SQLException {
        return number("SELECT coalesce(max(file_id), 0) FROM ingested_files WHERE stream = '%s'"
                .formatted(stream.streamName()));
    }

    /** Runs a query for one number. */
    public long number(String query) throws IOException, SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Changes the data as a careless operator would. */
    public void update(String statement) throws IOException, SQLException {
        try (Connection connection = connect();
                Statement update = connection.createStatement()) {
            update.executeUpdate(statement);
        }
    }

    /** Changes what only the owner of the tables may change. */
    public void updateAsOwner(String statement) throws IOException, SQLException {
        try (Connection connection = server.connectAsSuperuser();
                Statement update = connection.createStatement()) {
            update.executeUpdate(statement);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
