package dev.tidegate.ingest;

import dev.tidegate.ingest.archive.AfterLoss;
import dev.tidegate.ingest.archive.Archive;
import dev.tidegate.ingest.checkpoint.CheckpointRepair;
import dev.tidegate.ingest.database.Claim;
import dev.tidegate.ingest.database.DatabaseWentBackException;
import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.load.Loader;
import dev.tidegate.ingest.log.Logging;
import dev.tidegate.ingest.metrics.JobMetrics;
import dev.tidegate.ingest.metrics.MetricsServer;
import dev.tidegate.ingest.rules.FormatRules;
import dev.tidegate.ingest.source.LandingGates;
import dev.tidegate.ingest.spark.ClusterSecurity;
import dev.tidegate.ingest.spark.TunedSpark;
import dev.tidegate.ingest.stage.Judging;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The streaming job: from the landing folder to PostgreSQL. Run by {@code spark-submit}. */
public final class IngestJob {

    private static final Logger LOG = LoggerFactory.getLogger(IngestJob.class);

    private static final String PIPELINE = "tidegate";

    private final IngestOptions options;
    private final StopRequest stop;
    private final JobMetrics metrics;

    IngestJob(IngestOptions options, StopRequest stop) {
        this.options = options;
        this.stop = stop;
        this.metrics = new JobMetrics(options.metrics.unhealthyAfter, options.trigger);
    }

    /** Called by spark-submit. */
    public static void main(String[] args) {
        Logging.quietSpark();
        IngestOptions options = new IngestOptions();
        CommandLine commandLine = new CommandLine(options);
        try {
            ParseResult parsed = commandLine.parseArgs(args);
            if (CommandLine.printHelpIfRequested(parsed)) {
                System.exit(CommandLine.ExitCode.OK);
            }
            options.validate();
            options.log.apply();
            ClusterSecurity.require(new SparkConf(), options.trustedNetwork);
            IngestJob job = new IngestJob(options, StopRequest.onSignals());
            int status;
            try (SparkSession spark = TunedSpark.session()) {
                options.log.apply();
                status = job.run(spark);
            }
            System.exit(status);
        } catch (RefusedException e) {
            System.exit(Failure.status(e));
        } catch (ParameterException e) {
            commandLine.getErr().println(e.getMessage() + " (--help lists the options)");
            System.exit(CommandLine.ExitCode.USAGE);
        }
    }

    /**
     * Runs the job on a Spark that somebody else has started, as the benchmark does.
     *
     * @param stop counted down to make the job finish the micro-batch in hand and return
     * @param args as on the command line
     * @return the exit status that a process of its own would have had
     * @throws ParameterException if an argument is wrong
     */
    public static int run(SparkSession spark, CountDownLatch stop, String... args) {
        IngestOptions options = new IngestOptions();
        new CommandLine(options).parseArgs(args);
        options.validate();
        return new IngestJob(options, new StopRequest(stop)).run(spark);
    }

    /**
     * Runs until all is loaded ({@code --once}), a stop is asked for, or something makes it impossible to go on.
     *
     * @return the exit status of the process
     * @throws ParameterException if the metrics cannot be shown where the options say
     */
    int run(SparkSession spark) {
        SparkListener tasks = metrics.taskListener();
        metrics.watchDisks(localFolders());
        MetricsServer shown = options.metrics.serve(metrics);
        try (shown) {
            spark.sparkContext().addSparkListener(tasks);
            return load(spark);
        } finally {
            spark.sparkContext().removeSparkListener(tasks);
        }
    }

    private int load(SparkSession spark) {
        while (true) {
            try (Loader loader = start(spark)) {
                stream(spark, loader);
                return CommandLine.ExitCode.OK;
            } catch (StreamingQueryException | TimeoutException | RuntimeException e) {
                Optional<DatabaseWentBackException> wentBack = Failure.wentBack(e);
                if (wentBack.isEmpty()) {
                    return Failure.status(e);
                }
                // A start finds out what is missing, and is refused where something is.
                LOG.warn(
                        "{}. Starting anew, to see what is missing.",
                        wentBack.get().getMessage());
            }
        }
    }

    private Loader start(SparkSession spark) {
        Folder input = folder(spark, options.folders.input());
        Folder archive = folder(spark, options.folders.archive());
        Folder quarantine = folder(spark, options.folders.quarantine());
        FormatRules rules =
                new FormatRules(options.timeZone(), options.mappings().values());
        Claim claim = new Claim(
                PIPELINE, Owner.describe(), options.takeOver, () -> Archive.highestEpoch(input, archive, quarantine));
        return Loader.start(
                options.database(), claim, new Judging(input, rules, options.limits()), stop.latch(), metrics);
    }

    private void stream(SparkSession spark, Loader loader) throws TimeoutException, StreamingQueryException {
        Folder input = folder(spark, options.folders.input());
        Archive archive = new Archive(
                input,
                folder(spark, options.folders.archive()),
                folder(spark, options.folders.quarantine()),
                loader.ledger(),
                new AfterLoss(
                        options.putBackMissing,
                        () -> CheckpointRepair.putAside(
                                options.checkpoint, () -> spark.sessionState().newHadoopConf())));
        prepare(loader, archive);
        Intake intake = new Intake(input, loader, archive, metrics, stop.latch());
        LandingRecords records = new LandingRecords(spark, options, intake.name());
        LandingGates.Registration registration = LandingGates.register(intake.name(), intake);
        try (registration) {
            StreamingQuery query = records.stream()
                    .writeStream()
                    .foreachBatch(new MicroBatch(loader, archive, intake, options.mappings(), records::of, metrics))
                    .option("checkpointLocation", options.checkpoint)
                    .trigger(trigger())
                    .start();
            intake.queryId(query.id().toString());
            options.mappings()
                    .all()
                    .forEach(mapping -> LOG.info(
                            "{} says how files are written that are called {}",
                            mapping.file(),
                            mapping.format().names()));
            LOG.info("Loading from {} (epoch {})", input.location(), loader.epoch());
            stop.stopGracefully(query, loader);
        } catch (StreamingQueryException e) {
            if (Failure.reason(e).isEmpty()) {
                // Of two jobs with one checkpoint, one may notice there that it is shut out: its files exist already.
                loader.askWhetherTakenOver();
            }
            throw e;
        }
    }

    private void prepare(Loader loader, Archive archive) {
        try {
            loader.patiently("Preparing the folders", () -> {
                archive.complete();
                if (!Folders.isRemote(options.checkpoint)) {
                    CheckpointRepair.putAsideIfBroken(Folders.localPath(options.checkpoint));
                }
                return null;
            });
        } catch (DatabaseWentBackException e) {
            throw refused(loader, new RefusedException(e.getMessage() + ". See what scripts/tidegate verify says", e));
        } catch (RefusedException e) {
            throw refused(loader, e);
        }
    }

    private RefusedException refused(Loader loader, RefusedException why) {
        metrics.refused(why.getMessage());
        loader.lastWords(why.getMessage());
        return why;
    }

    /** Spark holds a trigger of ten seconds also where files wait; to drain, the source itself keeps the time. */
    private Trigger trigger() {
        if (options.once) {
            return Trigger.AvailableNow();
        }
        return Trigger.ProcessingTime(options.drain ? 0 : options.trigger.toMillis());
    }

    private Map<String, Path> localFolders() {
        Map<String, String> folders = Map.of(
                "input", options.folders.input(),
                "archive", options.folders.archive(),
                "quarantine", options.folders.quarantine(),
                "checkpoint", options.checkpoint);
        return folders.entrySet().stream()
                .filter(folder -> !Folders.isRemote(folder.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, folder -> Folders.localPath(folder.getValue())));
    }

    private static Folder folder(SparkSession spark, String location) {
        return Folders.of(location, () -> spark.sessionState().newHadoopConf());
    }
}
