package dev.tidegate.ingest.database;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A password that a program prints, such as a token that lives for 15 minutes. */
record PasswordCommand(String command) implements Password {

    /** Shorter than the time after which a job that gives no sign of life is taken to be dead. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** More is no password. */
    private static final int MOST_BYTES = 64 << 10;

    private static final int MOST_OF_ITS_WORDS = 300;

    /** Of the shell: there is no such program, or it may not be run. */
    private static final int NOT_FOUND = 127;

    private static final int NOT_RUNNABLE = 126;

    /** Waiting does not help. */
    private static final String WRONG_LOGIN = "28000";

    /** What hands out the password may be back in a moment. */
    private static final String TRY_AGAIN = "08001";

    @Override
    public String ask() throws SQLException {
        Process process = start();
        try {
            CompletableFuture<String> printed = reading(process.getInputStream());
            CompletableFuture<String> said = reading(process.getErrorStream());
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed("did not end within %d s".formatted(LIMIT.toSeconds()), TRY_AGAIN);
            }
            return password(process.exitValue(), text(printed), text(said));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted", TRY_AGAIN);
        } finally {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private Process start() throws SQLException {
        try {
            return new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectInput(new File("/dev/null"))
                    .start();
        } catch (IOException e) {
            throw failed("cannot be run: " + e.getMessage(), WRONG_LOGIN);
        }
    }

    private static String password(int exitCode, String printed, String said) throws SQLException {
        String words = withoutPassword(said, printed);
        if (exitCode != 0) {
            boolean missing = exitCode == NOT_FOUND || exitCode == NOT_RUNNABLE;
            throw failed(
                    "ended with exit code %d%s".formatted(exitCode, words.isEmpty() ? "" : " and said: " + words),
                    missing ? WRONG_LOGIN : TRY_AGAIN);
        }
        return printed.lines()
                .findFirst()
                .filter(line -> !line.isEmpty())
                .orElseThrow(() -> failed(
                        "printed no password%s".formatted(words.isEmpty() ? "" : " and said: " + words), TRY_AGAIN));
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        CompletableFuture<String> read = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try {
                        read.complete(new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        read.completeExceptionally(e);
                    }
                },
                "tidegate password command");
        reader.setDaemon(true);
        reader.start();
        return read;
    }

    /** What a child of the command that lives on may still hold open is not waited for. */
    private static String text(CompletableFuture<String> read) throws SQLException, InterruptedException {
        try {
            return read.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw failed("left its output open", TRY_AGAIN);
        }
    }

    /** A command that shows what it does may show the password, too. */
    private static String withoutPassword(String said, String printed) {
        String words = said;
        for (String secret : printed.lines().filter(line -> !line.isBlank()).toList()) {
            words = words.replace(secret, "***");
        }
        words = words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return words.length() <= MOST_OF_ITS_WORDS ? words : words.substring(0, MOST_OF_ITS_WORDS) + "..";
    }

    /** Without the command: who writes secrets into it shall not read them in a log. */
    private static SQLException failed(String what, String sqlState) {
        return new SQLException("The password command " + what, sqlState);
    }

    @Override
    public String toString() {
        return "by a command";
    }
}
