package dev.tidegate.crashtest.running;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts jobs, and keeps the one that is meant to run. */
public final class Jobs implements AutoCloseable {

    /** As long as a clean stop may take. */
    public static final Duration TIME_TO_STOP = Duration.ofSeconds(30);

    private static final int FOUND_GAPS = 3;

    private final Path top;
    private final Folders folders;
    private final Database database;
    private final Proxy proxy;
    private final List<JobProcess> all = new ArrayList<>();
    private JobProcess current;
    private JobSetup setup;

    /**
     * None started yet.
     *
     * @param top folder of the project
     */
    public Jobs(Path top, Folders folders, Database database, Proxy proxy) {
        this.top = top;
        this.folders = folders;
        this.database = database;
        this.proxy = proxy;
    }

    /** The job that is meant to run, ready: the one that runs, if it was started so, else a new one. */
    public JobProcess running(JobSetup wanted) throws Exception {
        if (current == null || !current.stillRuns() || !wanted.equals(setup)) {
            stop();
            replace(wanted);
        }
        current.awaitReady();
        return current;
    }

    /** Starts a new job in the place of the one before, which is stopped if it runs. It may not get far. */
    public JobProcess restart(JobSetup wanted) throws Exception {
        stop();
        return replace(wanted);
    }

    /** Starts a job beside the one that is meant to run, and keeps the new one. */
    public JobProcess replace(JobSetup wanted) throws IOException {
        current = start(wanted, folders.checkpoint());
        setup = wanted;
        return current;
    }

    /** Starts a job that nothing else refers to, with a checkpoint of its own. */
    public JobProcess start(JobSetup wanted, Path checkpoint) throws IOException {
        Path log = folders.logs().resolve("job-%03d.log".formatted(all.size() + 1));
        JobProcess started = JobProcess.start(command(wanted, checkpoint), environment(wanted), folders, log);
        all.add(started);
        return started;
    }

    /** Stops the job that is meant to run as an operator would, if it runs; none of its streams may have ended. */
    public void stop() throws Exception {
        if (current != null && current.stillRuns()) {
            current.terminate();
            current.awaitExit(0, TIME_TO_STOP, "it got SIGTERM");
        }
    }

    /**
     * Whether the job that is meant to run is running.
     *
     * @throws TooLateException if it has ended, and nobody asked it to
     */
    public boolean stillRuns() throws TooLateException {
        return current != null && current.stillRuns();
    }

    /** How many jobs were started. */
    public int started() {
        return all.size();
    }

    /** Moves what the database does not have any more back into the input folder, as an operator does. */
    public void putBack() throws IOException, InterruptedException, TooLateException {
        Path log = folders.logs().resolve("put-back-%03d.log".formatted(all.size()));
        ProcessBuilder builder = new ProcessBuilder(
                        top.resolve("scripts/tidegate").toString(),
                        "verify",
                        "--put-back",
                        "--sample=1",
                        "--input=" + folders.location(folders.input()),
                        "--archive=" + folders.location(folders.archive()),
                        "--quarantine=" + folders.location(folders.quarantine()),
                        "--jdbc-url=jdbc:postgresql://127.0.0.1:%d/%s".formatted(database.port(), Database.NAME),
                        "--user=" + Database.ADMIN,
                        "--password-file=" + database.passwordFile(Database.ADMIN))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile());
        builder.environment().putAll(folders.store().environment());
        Process process = builder.start();
        // 3: there were gaps, and that is why it was called.
        if (process.waitFor() != FOUND_GAPS) {
            throw new TooLateException("verify --put-back ended with exit code %d, expected %d; see %s"
                    .formatted(process.exitValue(), FOUND_GAPS, log));
        }
    }

    private List<String> command(JobSetup wanted, Path checkpoint) {
        List<String> command = new ArrayList<>(List.of(
                top.resolve("scripts/submit.sh").toString(),
                "--input=" + folders.location(folders.input()),
                "--archive=" + folders.location(wanted.archive()),
                "--quarantine=" + folders.location(folders.quarantine()),
                "--checkpoint=" + checkpoint,
                "--jdbc-url=jdbc:postgresql://127.0.0.1:%d/%s".formatted(proxy.port(), wanted.database()),
                "--user=" + wanted.user(),
                "--password-file=" + database.passwordFile(wanted.user()),
                "--trigger=0",
                "--settle=0"));
        TestedStream.all().forEach(stream -> command.add("--stream=" + stream.option()));
        command.addAll(wanted.flags());
        return command;
    }

    private Map<String, String> environment(JobSetup wanted) {
        String fault = wanted.fault().isEmpty() ? "" : " -Dtidegate.fault=" + wanted.fault();
        Map<String, String> environment = new HashMap<>(folders.store().environment());
        environment.put("TIDEGATE_MASTER", wanted.master());
        environment.put("TIDEGATE_DRIVER_MEMORY", "600m");
        // Starts sooner, which is most of what a round costs.
        environment.put(
                "SPARK_SUBMIT_OPTS",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dspark.ui.enabled=false -Dspark.executor.memory=500m"
                        + " -Dspark.executor.extraJavaOptions=-XX:+UseSerialGC" + fault);
        return environment;
    }

    /** Ends all that still run. */
    @Override
    public void close() {
        for (JobProcess job : all) {
            job.destroy();
        }
    }
}
