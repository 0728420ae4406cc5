package dev.tidegate.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;

/** A server of this machine in a temporary folder. */
final class EmbeddedServer extends TestServer {
    private static final String SETTINGS = "test.conf";

    private final Path folder;
    private final PostgresServer server;
    private final Login superuser;
    private final int port;
    private final Backup backup;
    private final Thread atExit = new Thread(this::closeAtExit, "embedded-postgres-exit");

    private EmbeddedServer(Path folder, PostgresServer server, Login superuser, int port) {
        this.folder = folder;
        this.server = server;
        this.superuser = superuser;
        this.port = port;
        this.backup = new Backup(this, server, folder.resolve("backup"));
    }

    /**
     * Makes a server and starts it.
     *
     * @param programs folder to unpack PostgreSQL's programs into, kept for the next time
     */
    static EmbeddedServer make(Path programs) throws IOException {
        Path folder = Files.createTempDirectory("tidegate-postgres-");
        PostgresServer server = new PostgresServer(PostgresPrograms.unpackBelow(programs), folder.resolve("data"));
        Secrets secrets = new Secrets(folder.resolve("secrets"));
        Login superuser = new Login(PostgresServer.SUPERUSER, secrets.password(PostgresServer.SUPERUSER));
        server.initialize(secrets.file(PostgresServer.SUPERUSER), "--set=" + QUICK_LOGIN, "--no-sync");
        EmbeddedServer embedded = new EmbeddedServer(folder, server, superuser, Loopback.freePort(0));
        embedded.start();
        // The server is a process of its own: a test run that is broken off must not leave it behind.
        Runtime.getRuntime().addShutdownHook(embedded.atExit);
        return embedded;
    }

    @Override
    public String host() {
        return Loopback.HOST;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Login superuser() {
        return superuser;
    }

    @Override
    public boolean supportsCrash() {
        return true;
    }

    @Override
    public void crash() throws IOException {
        server.kill();
    }

    @Override
    public void stop() throws IOException {
        server.stop();
    }

    @Override
    public void start() throws IOException {
        if (server.process().isEmpty()) {
            server.start(port, SETTINGS);
        }
    }

    @Override
    public void keepCopy() throws IOException {
        server.stop();
        server.copyTo(copy());
        start();
    }

    @Override
    public void goBack(boolean asStandby) throws IOException {
        server.kill();
        server.replaceBy(copy());
        if (asStandby) {
            server.startAsStandbyAndPromote(port, SETTINGS);
        } else {
            start();
        }
    }

    @Override
    public void keepBackup() throws IOException, SQLException {
        backup.take();
    }

    @Override
    public void goBackTo(Instant moment) throws IOException, SQLException {
        backup.restore(moment);
    }

    private Path copy() {
        return folder.resolve("copy");
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        discard();
    }

    private void closeAtExit() {
        try {
            discard();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot clear away the test server in " + folder, e);
        }
    }

    /** Killed and not stopped: nobody will read its data again. */
    private void discard() throws IOException {
        if (server.process().isPresent()) {
            server.kill();
        }
        Folders.delete(folder);
    }
}
