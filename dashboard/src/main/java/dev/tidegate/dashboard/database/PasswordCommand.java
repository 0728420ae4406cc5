package dev.tidegate.dashboard.database;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A password that a program prints, such as a token that lives for 15 minutes.
 *
 * @param command for {@code /bin/sh}; the first line of what it prints is the password
 */
public record PasswordCommand(String command) implements PasswordSource {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** More is no password. */
    private static final int MOST_BYTES = 64 << 10;

    private static final int MOST_OF_ITS_WORDS = 300;

    @Override
    public String password() throws IOException {
        Process process = start();
        try {
            CompletableFuture<String> printed = reading(process.getInputStream());
            CompletableFuture<String> said = reading(process.getErrorStream());
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed("did not end within %d s".formatted(LIMIT.toSeconds()));
            }
            return password(process.exitValue(), text(printed), text(said));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted");
        } finally {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", command)
                .redirectInput(new File("/dev/null"))
                .start();
    }

    private static String password(int exitCode, String printed, String said) throws IOException {
        String words = withoutPassword(said, printed);
        String because = words.isEmpty() ? "" : " and said: " + words;
        if (exitCode != 0) {
            throw failed("ended with exit code %d%s".formatted(exitCode, because));
        }
        return printed.lines()
                .findFirst()
                .filter(line -> !line.isEmpty())
                .orElseThrow(() -> failed("printed no password" + because));
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
    private static String text(CompletableFuture<String> read) throws IOException, InterruptedException {
        try {
            return read.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw failed("left its output open");
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
    private static IOException failed(String what) {
        return new IOException("The password command " + what);
    }

    @Override
    public String toString() {
        return "by a command";
    }
}
