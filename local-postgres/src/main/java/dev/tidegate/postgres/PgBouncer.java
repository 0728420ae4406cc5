package dev.tidegate.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Debian's PgBouncer before the server of a test. */
public final class PgBouncer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");
    private static final int SECONDS_TO_START = 20;

    private final Process process;
    private final String jdbcUrl;
    private final Thread atExit;

    private PgBouncer(Process process, String jdbcUrl) {
        this.process = process;
        this.jdbcUrl = jdbcUrl;
        this.atExit = new Thread(process::destroyForcibly, "pgbouncer stopper");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Whether the machine has it: Debian's package {@code pgbouncer}. */
    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /**
     * Starts it.
     *
     * @param folder for its settings and its log
     * @param settings lines of {@code pgbouncer.ini} such as {@code pool_mode = session}
     */
    public static PgBouncer start(TestDatabase database, Path folder, String... settings)
            throws IOException, InterruptedException {
        int port = Loopback.freePort(0);
        Path users = folder.resolve("pgbouncer-users");
        Files.deleteIfExists(users);
        Files.createFile(users, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(
                users,
                Stream.of(database.ingest(), database.operator(), database.reader())
                        .map(login -> "\"%s\" \"%s\"".formatted(login.user(), login.password()))
                        .toList());
        List<String> lines = new ArrayList<>(List.of(
                "[databases]",
                "* = host=%s port=%d".formatted(database.host(), database.port()),
                "[pgbouncer]",
                "listen_addr = " + Loopback.HOST,
                "listen_port = " + port,
                "unix_socket_dir =",
                "auth_type = scram-sha-256",
                "auth_file = " + users));
        lines.addAll(List.of(settings));
        Path ini = Files.write(folder.resolve("pgbouncer.ini"), lines);
        Path log = folder.resolve("pgbouncer.log");
        List<String> command = new ArrayList<>(PostgresPrograms.prefixForThisUser());
        command.addAll(List.of(PROGRAM.toString(), ini.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        PgBouncer started = new PgBouncer(
                process, "jdbc:postgresql://%s:%d/%s".formatted(Loopback.HOST, port, database.databaseName()));
        started.awaitUp(log);
        return started;
    }

    /** How a program connects through it, without user and password. */
    public String jdbcUrl() {
        return jdbcUrl;
    }

    private void awaitUp(Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
        while (!Files.readString(log).contains("process up")) {
            if (System.nanoTime() > end || process.waitFor(10, TimeUnit.MILLISECONDS)) {
                close();
                throw new IOException("PgBouncer does not start. It says: " + Files.readString(log));
            }
        }
    }

    /** Ends it and all that go through it. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
