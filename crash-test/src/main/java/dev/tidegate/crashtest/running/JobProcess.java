package dev.tidegate.crashtest.running;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A job that was started: {@code spark-submit}, which becomes the driver. */
public final class JobProcess {

    /** What the job says of a stream that has all that it needs and begins to look for files. */
    private static final String LOADS = "Loading from %s (epoch";

    /** What it says of one that cannot go on. */
    private static final String HAS_ENDED = "The stream %s has ended with status";

    private static final Duration TIME_TO_START = Duration.ofMinutes(3);
    private static final String EXECUTOR = "CoarseGrainedExecutorBackend";

    private final Process process;
    private final Folders folders;
    private final Path log;
    private boolean endIsExpected;

    private JobProcess(Process process, Folders folders, Path log) {
        this.process = process;
        this.folders = folders;
        this.log = log;
    }

    static JobProcess start(List<String> command, Map<String, String> environment, Folders folders, Path log)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new JobProcess(builder.start(), folders, log);
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /**
     * Whether it runs.
     *
     * @throws TooLateException if it has ended, and nobody asked it to
     */
    boolean stillRuns() throws TooLateException {
        if (!isRunning() && !endIsExpected) {
            throw new TooLateException(
                    "The job ended by itself with exit code %d; see %s".formatted(process.exitValue(), log));
        }
        return isRunning();
    }

    /** Waits until it looks for files of all streams. */
    public void awaitReady() throws Exception {
        for (TestedStream stream : TestedStream.values()) {
            Patience.await("the job to start with %s; see %s".formatted(stream, log), TIME_TO_START, () -> {
                if (!isRunning()) {
                    throw new TooLateException(
                            "The job ended with exit code %d at its start; see %s".formatted(process.exitValue(), log));
                }
                if (hasGivenUp(stream)) {
                    throw new TooLateException("The job gave %s up at its start; see %s".formatted(stream, log));
                }
                return timesBegun(stream) > 0;
            });
        }
    }

    /** How often it has begun to look for files of a stream: at its start, and when it starts anew with what is there. */
    public long timesBegun(TestedStream stream) throws IOException {
        return timesSaid(LOADS.formatted(folders.location(folders.of(stream).input())));
    }

    /** Whether it does not go on with a stream; with the others it does. */
    public boolean hasGivenUp(TestedStream stream) throws IOException {
        return hasSaid(HAS_ENDED.formatted(stream.streamName()));
    }

    /** Whether this stands in its log. */
    public boolean hasSaid(String text) throws IOException {
        return timesSaid(text) > 0;
    }

    /** In how many lines of its log this stands. */
    public long timesSaid(String text) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    /** Waits until it has ended with this exit code. */
    public void awaitExit(int expected, Duration limit, String why) throws Exception {
        endIsExpected = true;
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            dumpThreads();
            throw new TooLateException("Waited %d s for the job to end with exit code %d, because %s; see %s"
                    .formatted(limit.toSeconds(), expected, why, log));
        }
        if (process.exitValue() != expected) {
            throw new TooLateException("The job ended with exit code %d, expected %d, because %s; see %s"
                    .formatted(process.exitValue(), expected, why, log));
        }
    }

    /** Java writes into its log what each thread waits for. */
    private void dumpThreads() throws Exception {
        signal("QUIT");
        Patience.await("a thread dump", Duration.ofSeconds(10), () -> hasSaid("JNI global ref"));
    }

    /**
     * {@code kill -9}, of its executors too, as when the machine goes.
     *
     * @throws TooLateException if it has ended before, and nobody asked it to
     */
    public void kill() throws TooLateException {
        stillRuns();
        destroy();
    }

    /** Ends it, if it runs. */
    void destroy() {
        endIsExpected = true;
        List<ProcessHandle> executors = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        executors.forEach(ProcessHandle::destroyForcibly);
    }

    /** {@code SIGTERM}. */
    public void terminate() {
        endIsExpected = true;
        process.destroy();
    }

    /** Sends a signal by its name, such as STOP and CONT. */
    public void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill -%s %d failed with %d".formatted(name, process.pid(), status));
        }
    }

    /** An executor, if it has one in a process of its own. */
    public Optional<ProcessHandle> executor() {
        return process.descendants()
                .filter(child -> child.info().commandLine().orElse("").contains(EXECUTOR))
                .findAny();
    }

    /** Where its output goes. */
    public Path log() {
        return log;
    }
}
