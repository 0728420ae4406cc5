package dev.tidegate.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The main program, run as its users run it. */
final class LocalPostgresProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern READY = Pattern.compile("(?m)^ready port=(\\d+) .* jdbc-url=(\\S+) secrets=(\\S+)$");

    private final Process process;
    private final Path output;

    private LocalPostgresProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static LocalPostgresProcess start(Path data, int port) throws IOException {
        Path output = Files.createTempFile("local-postgres-", ".out");
        ProcessBuilder command = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LocalPostgres.class.getName(),
                "--data",
                data.toString(),
                "--port",
                Integer.toString(port)));
        return new LocalPostgresProcess(
                command.redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    /** Waits until it says that it is ready, and returns itself. */
    LocalPostgresProcess awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!READY.matcher(output()).find()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String said = output();
                close();
                throw new AssertionError("Not ready: " + said);
            }
            Thread.sleep(20);
        }
        return this;
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    int port() throws IOException {
        return Integer.parseInt(ready().group(1));
    }

    Path secrets() throws IOException {
        return Path.of(ready().group(3));
    }

    String password(String role) throws IOException {
        return Files.readString(secrets().resolve(role + ".password")).strip();
    }

    Connection connect(String role) throws IOException, SQLException {
        return DriverManager.getConnection(ready().group(2), role, password(role));
    }

    /** SIGTERM; returns the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("Still running after " + PATIENCE);
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            exitCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(output);
    }

    private Matcher ready() throws IOException {
        Matcher matcher = READY.matcher(output());
        if (!matcher.find()) {
            throw new AssertionError("Not ready: " + output());
        }
        return matcher;
    }
}
