package dev.tidegate.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * A running PostgreSQL whose data is kept between runs, with the database {@code tidegate} set up and a login for each
 * {@link LocalRole}. Beside the data folder lie the programs of PostgreSQL and {@code secrets/}, so the folder around
 * them is all there is to keep or to delete.
 */
public final class LocalDatabase implements AutoCloseable {
    /** Name of the database. */
    public static final String NAME = "tidegate";

    private static final String SETTINGS = "kept.conf";

    private final PostgresServer server;
    private final Secrets secrets;
    private final FolderLock lock;
    private final Path copy;
    private final int port;

    private LocalDatabase(PostgresServer server, Secrets secrets, FolderLock lock, Path copy, int port) {
        this.copy = copy;
        this.server = server;
        this.secrets = secrets;
        this.lock = lock;
        this.port = port;
    }

    /**
     * Starts the server, a new one where the folder does not exist, and sets the database up. A server that a killed
     * process left running on the folder is stopped first.
     *
     * @param port 0 for any free one
     * @param say gets a sentence about each step that is slow or unusual
     * @throws ServerUnavailableException where the folder is in use or not PostgreSQL 16's, or the port is taken
     */
    public static LocalDatabase start(Path data, int port, Path setupScript, Consumer<String> say)
            throws IOException, SQLException {
        FolderLock lock = FolderLock.take(data);
        try {
            Path around = data.toAbsolutePath().getParent();
            PostgresServer server = new PostgresServer(PostgresPrograms.unpackBelow(around), data);
            Secrets secrets = new Secrets(around.resolve("secrets"));
            stopLeftBehind(server, say);
            LocalDatabase database =
                    new LocalDatabase(server, secrets, lock, around.resolve("copy"), Loopback.freePort(port));
            database.prepare(say);
            server.start(database.port, SETTINGS);
            database.setUp(setupScript);
            return database;
        } catch (IOException | SQLException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Deletes a data folder, of whatever schema; a server that runs on it is killed.
     *
     * @throws ServerUnavailableException where another process uses it
     */
    public static void discard(Path data) throws IOException {
        FolderLock lock = FolderLock.take(data);
        try (lock) {
            PostgresServer server = new PostgresServer(
                    PostgresPrograms.unpackBelow(data.toAbsolutePath().getParent()), data);
            if (server.process().isPresent()) {
                server.kill();
            }
            Folders.delete(data);
        }
    }

    /** The port it listens on, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** How a program connects, without user and password. */
    public String jdbcUrl() {
        return jdbcUrl(NAME);
    }

    /** The file with a role's password. */
    public Path passwordFile(LocalRole role) {
        return secrets.file(role.user());
    }

    /** A new connection as the given role. */
    public Connection connect(LocalRole role) throws IOException, SQLException {
        return DriverManager.getConnection(jdbcUrl(), role.user(), secrets.password(role.user()));
    }

    /** A new connection with all rights, for a benchmark that fills tables which only the job writes. */
    public Connection connectAsSuperuser() throws IOException, SQLException {
        return connectAsSuperuser(NAME);
    }

    /** Kills all processes of the server at once (SIGKILL) and returns when they are gone. */
    public void crash() throws IOException {
        server.kill();
    }

    /**
     * Kills the postmaster alone (SIGKILL). Its children end when they notice, and a busy one notices late: a
     * {@link #restart} before that fails.
     */
    public void killPostmaster() throws IOException {
        server.killPostmaster();
    }

    /**
     * Starts the server again after {@link #crash} or {@link #killPostmaster}, on the same port with the same data.
     *
     * @throws ServerUnavailableException while a process of the killed server is left
     */
    public void restart() throws IOException {
        server.start(port, SETTINGS);
    }

    /** Stops the server in order, keeps a copy of its data beside it, and starts it again. */
    public void keepCopy() throws IOException {
        server.stop();
        server.copyTo(copy);
        restart();
    }

    /** Kills the server and starts it with the data of the copy: all that was committed since is gone, as after a restore. */
    public void goBack() throws IOException {
        server.kill();
        server.replaceBy(copy);
        restart();
    }

    /** Stops the server in order; the data stays. */
    @Override
    public void close() throws IOException {
        try (lock) {
            server.stop();
        }
    }

    private static void stopLeftBehind(PostgresServer server, Consumer<String> say) throws IOException {
        var running = server.process();
        if (running.isPresent()) {
            say.accept("Stopping the PostgreSQL that an earlier run left behind (process "
                    + running.get().pid() + ")");
            server.stop();
        }
    }

    private void prepare(Consumer<String> say) throws IOException {
        boolean known = secrets.has(PostgresServer.SUPERUSER);
        String password = secrets.password(PostgresServer.SUPERUSER);
        if (!server.isInitialized()) {
            say.accept("Making a new PostgreSQL database");
            server.initialize(secrets.file(PostgresServer.SUPERUSER));
        } else if (!known) {
            say.accept("The superuser's password file is gone: setting a new password");
            server.replaceSuperuserPassword(password);
        }
    }

    private void setUp(Path setupScript) throws IOException, SQLException {
        try {
            try (Connection connection = connectAsSuperuser("postgres")) {
                createDatabase(connection);
            }
            try (Connection connection = connectAsSuperuser(NAME)) {
                applySetup(connection, setupScript);
                for (LocalRole role : LocalRole.values()) {
                    Ddl.loginRole(connection, role.user(), secrets.password(role.user()), role.group());
                }
            }
        } catch (IOException | SQLException | RuntimeException e) {
            server.stop();
            throw e;
        }
    }

    private static void applySetup(Connection connection, Path setupScript) throws IOException {
        try {
            SetupScript.apply(connection, setupScript);
        } catch (SQLException e) {
            String said = e.getMessage()
                    .lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .orElse("nothing");
            throw new ServerUnavailableException(
                    "Cannot set up the kept database with " + setupScript + ", PostgreSQL says: " + said
                            + ". If the data is of another version of this project, move its folder away",
                    e);
        }
    }

    private static void createDatabase(Connection connection) throws SQLException {
        if (!Ddl.exists(connection, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = ?)", NAME)) {
            Ddl.execute(connection, "CREATE DATABASE %I", NAME);
        }
    }

    private Connection connectAsSuperuser(String database) throws IOException, SQLException {
        return DriverManager.getConnection(
                jdbcUrl(database), PostgresServer.SUPERUSER, secrets.password(PostgresServer.SUPERUSER));
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://" + Loopback.HOST + ":" + port + "/" + database;
    }
}
