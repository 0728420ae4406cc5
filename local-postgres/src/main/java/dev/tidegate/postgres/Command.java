package dev.tidegate.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a program of the system to its end. */
final class Command {
    private Command() {}

    /**
     * Returns what the program printed.
     *
     * @param input all that it reads from its standard input
     * @throws ServerUnavailableException with what it printed, where it fails
     * @throws IOException where it cannot be run
     */
    static String run(List<String> command, InputStream input) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Our messages quote these, and are in English.
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        IOException unread = null;
        try (OutputStream in = process.getOutputStream()) {
            input.transferTo(in);
        } catch (IOException e) {
            // It ended before it had read all: its exit code and output say why.
            unread = e;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int exitCode = waitFor(process);
        if (exitCode != 0 || unread != null) {
            throw new ServerUnavailableException(
                    "Cannot run " + String.join(" ", command) + ": exit code " + exitCode + ", it said: " + output,
                    unread);
        }
        return output;
    }

    private static int waitFor(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException(
                    "Interrupted while waiting for " + process.info().command().orElse("a program"), e);
        }
    }
}
