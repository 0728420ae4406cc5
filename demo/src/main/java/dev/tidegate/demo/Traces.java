package dev.tidegate.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Which programs the demo started, on disk: if it is killed they live on, and the next demo must end them before it
 * starts its own.
 */
final class Traces {
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(60);

    private static final String PID = ".pid";

    private final Path folder;

    Traces(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    void remember(String name, ProcessHandle process) throws IOException {
        Files.writeString(file(name), process.pid() + "\n" + startOf(process) + "\n");
    }

    /** Of the programs that are not known to have ended. */
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(PID))
                    .map(file -> file.substring(0, file.length() - PID.length()))
                    .sorted()
                    .toList();
        }
    }

    void forget(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    /** Ends the program of an earlier demo, if it still runs; returns whether it did. */
    boolean endLeftBehind(String name) throws IOException, InterruptedException {
        Optional<ProcessHandle> leftBehind = find(name);
        if (leftBehind.isPresent()) {
            end(leftBehind.get());
        }
        forget(name);
        return leftBehind.isPresent();
    }

    /** Identified by number and start time: another program may have the number by now. */
    private Optional<ProcessHandle> find(String name) throws IOException {
        if (Files.notExists(file(name))) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file(name));
        if (lines.size() < 2) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0)))
                .filter(process -> startOf(process).equals(lines.get(1)));
    }

    private static void end(ProcessHandle process) throws InterruptedException {
        process.destroy();
        try {
            process.onExit().get(TIME_TO_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
        }
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    private Path file(String name) {
        return folder.resolve(name + PID);
    }
}
