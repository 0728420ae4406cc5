package dev.tidegate.demo;

import dev.tidegate.postgres.LocalDatabase;
import dev.tidegate.postgres.LocalRole;
import dev.tidegate.postgres.StopRequest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of the demo on a running database: start, watch, stop in order. */
final class Run {
    private static final String GENERATOR = "generator";
    private static final String JOB = "streaming-job";
    private static final String DASHBOARD = "dashboard";
    private static final Duration LOOK = Duration.ofMillis(500);
    /** Longer than Spark takes to start on a slow machine, which may be what the files wait for. */
    private static final Duration TIME_TO_LOAD_THE_REST = Duration.ofMinutes(2);

    private final RunOptions options;
    private final Folders folders;
    private final LocalDatabase database;
    private final Screen screen;
    private final StopRequest stopRequest;

    Run(RunOptions options, Folders folders, LocalDatabase database, Screen screen, StopRequest stopRequest) {
        this.options = options;
        this.folders = folders;
        this.database = database;
        this.screen = screen;
        this.stopRequest = stopRequest;
    }

    /**
     * Runs until the time is over, a stop is requested or a program ends; then stops the generator first, and the job
     * when all that landed is loaded.
     */
    Outcome toTheEnd() throws IOException, SQLException, InterruptedException {
        Traces traces = new Traces(folders.data().resolve("run"));
        endLeftBehind(traces);
        Commands commands = new Commands(folders, database);
        for (String stream : options.streams()) {
            new DeclaredTable(commands, folders.logs()).make(database, stream);
        }
        try (Bucket bucket = options.s3Server() == null ? null : Bucket.start(options.s3Server(), folders, traces)) {
            return run(traces, commands, bucket);
        }
    }

    /** @param bucket null for files on the disk */
    private Outcome run(Traces traces, Commands commands, Bucket bucket)
            throws IOException, SQLException, InterruptedException {
        LandingFolder landing = new LandingFolder(folders.input(), bucket);
        boolean inBucket = bucket != null;
        Uploads uploads = inBucket ? Uploads.start(landing.path(), bucket, screen) : null;
        try (uploads;
                Connection connection = database.connect(LocalRole.ADMIN);
                DeclaredStreams declared = new DeclaredStreams()) {
            Lookout lookout = new Lookout(landing, new Ledger(connection), declared, screen);
            // If something goes wrong they are closed from the last to the first, which is the right order.
            try (Program dashboard = Program.start(
                            DASHBOARD, commands.dashboard(options.dashboardPort()), folders.logs(), traces);
                    Program job = Program.start(
                            JOB,
                            commands.job(options.streams(), inBucket),
                            inBucket ? bucket.environment() : Map.of(),
                            folders.logs(),
                            traces);
                    Program generator =
                            Program.start(GENERATOR, commands.generator(options.interval()), folders.logs(), traces)) {
                for (String stream : options.streams()) {
                    List<String> sample = commands.sample(stream, options.interval());
                    declared.add(Program.start("sample-" + Commands.shortName(stream), sample, folders.logs(), traces));
                }
                screen.say(welcome(commands, inBucket ? Bucket.folder("input") : "data/input"));
                Optional<String> trouble = watch(lookout, dashboard, job, generator);
                if (trouble.isEmpty()) {
                    trouble = declared.obituary();
                }
                screen.say("Stopping: the generator, the job once all that landed is loaded, then PostgreSQL");
                generator.stop();
                declared.stop();
                loadTheRest(lookout, dashboard, job);
                if (trouble.isEmpty() && !job.stop()) {
                    trouble = Optional.of(job.obituary());
                }
                return lookout.outcome(trouble);
            }
        }
    }

    private void endLeftBehind(Traces traces) throws IOException, InterruptedException {
        for (String name : traces.names()) {
            if (traces.endLeftBehind(name)) {
                screen.say("Stopped the " + name + " that an earlier demo left behind");
            }
        }
    }

    /** Returns what went wrong; empty if it was simply time to stop. */
    private Optional<String> watch(Lookout lookout, Program dashboard, Program job, Program generator)
            throws IOException, SQLException, InterruptedException {
        while (job.isRunning() && generator.isRunning() && lookout.elapsed().compareTo(options.limit()) < 0) {
            lookout.look(dashboard);
            if (stopRequest.await(LOOK)) {
                return Optional.empty();
            }
        }
        if (!job.isRunning()) {
            return Optional.of(job.obituary());
        }
        return generator.isRunning() || generator.endedWell() ? Optional.empty() : Optional.of(generator.obituary());
    }

    private static void loadTheRest(Lookout lookout, Program dashboard, Program job)
            throws IOException, SQLException, InterruptedException {
        Instant deadline = Instant.now().plus(TIME_TO_LOAD_THE_REST);
        while (lookout.look(dashboard) > 0 && job.isRunning() && Instant.now().isBefore(deadline)) {
            Thread.sleep(LOOK.toMillis());
        }
    }

    private String welcome(Commands commands, String input) {
        return """
                Files land in %s, the job takes them from there; their logs are in logs/.
                Look at the rows with
                  %s
                Starting Spark: rows come in ten to thirty seconds""".formatted(input, commands.psql());
    }
}
