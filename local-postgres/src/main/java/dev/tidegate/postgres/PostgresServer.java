package dev.tidegate.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A server of this machine with its data in a folder: made, started, stopped, killed. It listens on 127.0.0.1 only and
 * asks everybody for a password. It is a process of its own that outlives this one unless it is stopped.
 */
final class PostgresServer {
    /** Name of the superuser. */
    static final String SUPERUSER = "postgres";

    private static final String SETTINGS = "tidegate.conf";
    private static final int SECONDS_TO_START_OR_STOP = 120;
    private static final int SECONDS_TO_DIE = 30;

    private final PostgresPrograms programs;
    private final Path data;
    private final Path log;

    PostgresServer(PostgresPrograms programs, Path data) {
        this.programs = programs;
        this.data = data.toAbsolutePath();
        this.log = this.data.resolve("server.log");
    }

    /** Whether the data folder holds a server's data; false where it does not exist. */
    boolean isInitialized() {
        return Files.exists(data.resolve("PG_VERSION"));
    }

    /**
     * Makes the data folder.
     *
     * @param passwordFile a file that holds the superuser's password, and nothing else, in its first line
     * @param options of {@code initdb} beside ours
     */
    void initialize(Path passwordFile, String... options) throws IOException {
        requireEmpty();
        Path aside = data.resolveSibling(data.getFileName() + ".new");
        Folders.delete(aside);
        Files.createDirectories(aside);
        // Locale C: texts sort the same on every machine.
        List<String> all = new ArrayList<>(List.of(
                "--pgdata=" + aside,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile.toAbsolutePath(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C"));
        all.addAll(List.of(options));
        programs.run("initdb", all.toArray(String[]::new));
        Files.writeString(aside.resolve("postgresql.conf"), "include '" + SETTINGS + "'\n", StandardOpenOption.APPEND);
        // Local sockets are switched off, so these two lines are all the ways in.
        Files.writeString(
                aside.resolve("pg_hba.conf"),
                "host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n");
        // Renamed when complete: an initdb that was killed half way is repeated and not mistaken for data.
        Files.deleteIfExists(data);
        Files.move(aside, data);
    }

    /** Sets the superuser's password without knowing the old one. The server must be down. */
    void replaceSuperuserPassword(String password) throws IOException {
        programs.runWithInput(
                "ALTER ROLE " + SUPERUSER + " PASSWORD '" + password + "'\n",
                "postgres",
                "--single",
                "-D",
                data.toString(),
                "postgres");
    }

    /**
     * Starts the server on 127.0.0.1 and waits until it accepts connections, crash recovery included.
     *
     * @param settings resource beside this class with the server's settings
     * @throws ServerUnavailableException with the server's own words, where it does not start
     */
    void start(int port, String settings) throws IOException {
        requireOurVersion();
        try (InputStream in = PostgresServer.class.getResourceAsStream(settings)) {
            Files.copy(in, data.resolve(SETTINGS), StandardCopyOption.REPLACE_EXISTING);
        }
        removeForeignPidFile();
        long logged = Files.exists(log) ? Files.size(log) : 0;
        try {
            programs.run(
                    "pg_ctl",
                    "start",
                    "--wait",
                    "--timeout=" + SECONDS_TO_START_OR_STOP,
                    "--pgdata=" + data,
                    "--log=" + log,
                    "--options=-p " + port);
        } catch (ServerUnavailableException e) {
            throw new ServerUnavailableException(
                    "Cannot start PostgreSQL on port " + port + " with the data in " + data + ". It says: "
                            + logSince(logged) + ". More in " + log,
                    e);
        }
    }

    /** Stops the server in order: sessions are ended, all is written. */
    void stop() throws IOException {
        programs.run(
                "pg_ctl", "stop", "--wait", "--timeout=" + SECONDS_TO_START_OR_STOP, "--pgdata=" + data, "--mode=fast");
    }

    /** Copies its data; the server must be down. A copy that was there before is thrown away. */
    void copyTo(Path copy) throws IOException {
        Folders.delete(copy);
        Folders.copy(data, copy);
    }

    /** Puts a copy in the place of its data; the server must be down. The copy stays. */
    void replaceBy(Path copy) throws IOException {
        Folders.delete(data);
        Folders.copy(copy, data);
    }

    /** The folder with its data. */
    Path data() {
        return data;
    }

    /** Starts it as a standby that has all it will ever get, and makes it a primary: on a timeline of its own. */
    void startAsStandbyAndPromote(int port, String settings) throws IOException {
        Files.createFile(data.resolve("standby.signal"));
        start(port, settings);
        programs.run("pg_ctl", "promote", "--wait", "--pgdata=" + data);
    }

    /** Kills all processes of the server at once (SIGKILL), and waits until they are gone. */
    void kill() throws IOException {
        ProcessHandle postmaster = running();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : all) {
            awaitEnd(process);
        }
    }

    /** Kills the postmaster alone (SIGKILL), and waits until it is gone; its children end when they notice. */
    void killPostmaster() throws IOException {
        ProcessHandle postmaster = running();
        postmaster.destroyForcibly();
        awaitEnd(postmaster);
    }

    private ProcessHandle running() throws IOException {
        return process()
                .orElseThrow(
                        () -> new IllegalStateException("Cannot kill the server on " + data + ": it is not running"));
    }

    /** The running server on this data folder; empty where there is none. */
    Optional<ProcessHandle> process() throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (Files.notExists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile);
        return lines.isEmpty() ? Optional.empty() : postgresWithPid(lines.get(0));
    }

    private static Optional<ProcessHandle> postgresWithPid(String pid) {
        return ProcessHandle.of(Long.parseLong(pid.strip()))
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
    }

    /** A file left by a killed server whose process number another program has by now: PostgreSQL would not start. */
    private void removeForeignPidFile() throws IOException {
        if (process().isEmpty()) {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        }
    }

    private void requireEmpty() throws IOException {
        if (Files.notExists(data)) {
            return;
        }
        try (Stream<Path> content = Files.list(data)) {
            if (content.findAny().isPresent()) {
                throw new ServerUnavailableException("Cannot make a database in " + data
                        + ": it holds something that is no PostgreSQL. Move it away or name another folder");
            }
        }
    }

    private void requireOurVersion() throws IOException {
        String version = Files.readString(data.resolve("PG_VERSION")).strip();
        int ours = programs.majorVersion();
        if (!version.equals(Integer.toString(ours))) {
            throw new ServerUnavailableException("Cannot use " + data + ": it is of PostgreSQL " + version
                    + ", this is " + ours + ". Move the folder away or name another one");
        }
    }

    private String logSince(long offset) throws IOException {
        if (Files.notExists(log)) {
            return "nothing";
        }
        byte[] all = Files.readAllBytes(log);
        String added = new String(all, (int) offset, all.length - (int) offset, StandardCharsets.UTF_8);
        return added.lines().filter(line -> line.contains("FATAL")).findFirst().orElse(added.strip());
    }

    /** Not {@code onExit()}: for processes that are not our children it looks three times a second. */
    private static void awaitEnd(ProcessHandle process) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_DIE);
        while (process.isAlive()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "Process " + process.pid() + " was killed " + SECONDS_TO_DIE + " s ago and has not ended");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
