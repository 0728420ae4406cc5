package dev.tidegate.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that the demo runs beside itself, with its output in a log file. It does not receive the Ctrl-C that is
 * meant for the demo: the demo decides when it stops.
 */
final class Program implements AutoCloseable {
    /** Runs its arguments with signals of the terminal ignored; programs started from here inherit that. */
    private static final List<String> DEAF_TO_THE_TERMINAL = List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

    /** Of starts before this one. */
    private static final int KEPT_LOGS = 9;

    private static final Duration TIME_TO_STOP = Duration.ofSeconds(60);
    private static final Duration TIME_TO_DIE = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final Path log;
    private final Traces traces;

    private Program(String name, Process process, Path log, Traces traces) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.traces = traces;
    }

    /** Starts it; its log begins anew, and those of the starts before have numbers. */
    static Program start(String name, List<String> command, Path logs, Traces traces) throws IOException {
        return start(name, command, Map.of(), logs, traces);
    }

    /** @param environment variables that it gets besides those of the demo */
    static Program start(String name, List<String> command, Map<String, String> environment, Path logs, Traces traces)
            throws IOException {
        Path log = Files.createDirectories(logs).resolve(name + ".log");
        keepOlder(name, log);
        List<String> deaf = new ArrayList<>(DEAF_TO_THE_TERMINAL);
        deaf.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(deaf);
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile())
                .start();
        traces.remember(name, process.toHandle());
        return new Program(name, process, log, traces);
    }

    /** The last log gets the number 1, each older one the next, and the oldest goes. */
    private static void keepOlder(String name, Path log) throws IOException {
        if (!Files.exists(log)) {
            return;
        }
        for (int number = KEPT_LOGS; number > 0; number--) {
            Path older = number == 1 ? log : log.resolveSibling("%s-%d.log".formatted(name, number - 1));
            if (Files.exists(older)) {
                Files.move(
                        older,
                        log.resolveSibling("%s-%d.log".formatted(name, number)),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** The first line of its output that begins with this text; empty if there is none yet. */
    Optional<String> firstLine(String beginning) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith(beginning)).findFirst();
        }
    }

    /** Whether it ended with exit code 0, by itself or because it was stopped. */
    boolean endedWell() {
        return !isRunning() && process.exitValue() == 0;
    }

    /** Why it is not running although nobody stopped it, in words. */
    String obituary() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return "The " + name + " ended by itself with exit code " + process.exitValue() + ". The end of " + log
                + ":\n  " + String.join("\n  ", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    /**
     * Asks it to end (SIGTERM), waits for that, and kills it if it does not end in time. Does nothing if it has ended.
     *
     * @return whether it ended in order
     */
    boolean stop() throws IOException, InterruptedException {
        process.destroy();
        boolean ended = process.waitFor(TIME_TO_STOP.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor(TIME_TO_DIE.toMillis(), TimeUnit.MILLISECONDS);
        }
        traces.forget(name);
        return ended && endedWell();
    }

    /** The same, if it is still running after something else went wrong. */
    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
