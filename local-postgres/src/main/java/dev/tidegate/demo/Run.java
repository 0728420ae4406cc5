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
import java.util.Optional;

/** One run of the demo on a running database: start, watch, stop in order. */
final class Run {
    private static final String GENERATOR = "generator";
    private static final String JOB = "streaming-job";
    private static final Duration LOOK = Duration.ofMillis(500);
    /** Longer than Spark takes to start on a slow machine, which may be what the files wait for. */
    private static final Duration TIME_TO_LOAD_THE_REST = Duration.ofMinutes(2);

    private final Folders folders;
    private final LocalDatabase database;
    private final Screen screen;
    private final StopRequest stopRequest;
    private final Instant started = Instant.now();

    Run(Folders folders, LocalDatabase database, Screen screen, StopRequest stopRequest) {
        this.folders = folders;
        this.database = database;
        this.screen = screen;
        this.stopRequest = stopRequest;
    }

    /**
     * Runs until the time is over, a stop is requested or a program ends; then stops the generator first, and the job
     * when all that landed is loaded.
     */
    Outcome until(Duration limit, String interval) throws IOException, SQLException, InterruptedException {
        Traces traces = new Traces(folders.data().resolve("run"));
        endLeftBehind(traces);
        LandingFolder landing = new LandingFolder(folders.input());
        try (Connection connection = database.connect(LocalRole.ADMIN)) {
            Ledger ledger = new Ledger(connection);
            Totals before = ledger.totals();
            // Closed, where something goes wrong, in the order in which they are stopped: the generator first.
            try (Program job = Program.start(JOB, jobCommand(), folders.logs(), traces);
                    Program generator = Program.start(GENERATOR, generatorCommand(interval), folders.logs(), traces)) {
                screen.say(welcome());
                Optional<String> trouble = watch(ledger, landing, before, limit, job, generator);
                screen.say("Stopping: the generator, the job once all that landed is loaded, then PostgreSQL");
                generator.stop();
                loadTheRest(ledger, landing, job);
                if (trouble.isEmpty() && !job.stop()) {
                    trouble = Optional.of(job.obituary());
                }
                Totals after = ledger.totals();
                return new Outcome(after.since(before), after, landing.waiting(), trouble);
            }
        }
    }

    private void endLeftBehind(Traces traces) throws IOException, InterruptedException {
        for (String name : List.of(GENERATOR, JOB)) {
            if (traces.endLeftBehind(name)) {
                screen.say("Stopped the " + name + " that an earlier demo left behind");
            }
        }
    }

    /** Returns what went wrong; empty where it was simply time to stop. */
    private Optional<String> watch(
            Ledger ledger, LandingFolder landing, Totals before, Duration limit, Program job, Program generator)
            throws IOException, SQLException, InterruptedException {
        boolean rowsSeen = false;
        while (job.isRunning() && generator.isRunning() && elapsed().compareTo(limit) < 0) {
            Progress progress = ledger.progress(landing.waiting());
            if (!rowsSeen && progress.totals().read() > before.read()) {
                rowsSeen = true;
                screen.say("The first rows are in, " + Screen.seconds(elapsed()) + " after the start");
            }
            screen.show(progress, elapsed());
            if (stopRequest.await(LOOK)) {
                return Optional.empty();
            }
        }
        if (!job.isRunning()) {
            return Optional.of(job.obituary());
        }
        return generator.isRunning() || generator.endedWell() ? Optional.empty() : Optional.of(generator.obituary());
    }

    private void loadTheRest(Ledger ledger, LandingFolder landing, Program job)
            throws IOException, SQLException, InterruptedException {
        Instant deadline = Instant.now().plus(TIME_TO_LOAD_THE_REST);
        long waiting = landing.waiting();
        while (waiting > 0 && job.isRunning() && Instant.now().isBefore(deadline)) {
            screen.show(ledger.progress(waiting), elapsed());
            Thread.sleep(LOOK.toMillis());
            waiting = landing.waiting();
        }
        screen.show(ledger.progress(waiting), elapsed());
    }

    private List<String> jobCommand() {
        return List.of(
                folders.script("submit.sh"),
                "--input=" + folders.input(),
                "--archive=" + folders.dataFolder("archive"),
                "--quarantine=" + folders.dataFolder("quarantine"),
                "--checkpoint=" + folders.dataFolder("checkpoints"),
                "--jdbc-url=" + database.jdbcUrl(),
                "--user=" + LocalRole.JOB.user(),
                "--password-file=" + database.passwordFile(LocalRole.JOB),
                // Files may come faster than three in ten seconds, which is all that the default trigger takes.
                "--drain");
    }

    private List<String> generatorCommand(String interval) {
        return List.of(
                folders.script("generate.sh"),
                "--folder=" + folders.input(),
                "--catalog=" + folders.dataFolder("catalog/products.csv"),
                "--interval=" + interval);
    }

    private String welcome() {
        String user = LocalRole.ADMIN.user();
        return """
                Files land in data/input, the job takes them from there; their logs are in logs/.
                Look at the rows with
                  PGPASSWORD=$(cat '%s') psql -h 127.0.0.1 -p %d -U %s -d %s -c 'TABLE raw_events LIMIT 5'
                Starting Spark: the first rows come in ten to thirty seconds""".formatted(database.passwordFile(LocalRole.ADMIN), database.port(), user, LocalDatabase.NAME);
    }

    private Duration elapsed() {
        return Duration.between(started, Instant.now());
    }
}
