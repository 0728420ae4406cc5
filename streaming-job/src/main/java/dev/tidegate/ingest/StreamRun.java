package dev.tidegate.ingest;

import dev.tidegate.ingest.archive.AfterLoss;
import dev.tidegate.ingest.archive.Archive;
import dev.tidegate.ingest.archive.LeftFiles;
import dev.tidegate.ingest.archive.LoadedFiles;
import dev.tidegate.ingest.checkpoint.CheckpointRepair;
import dev.tidegate.ingest.cohort.Cohorts;
import dev.tidegate.ingest.database.Claim;
import dev.tidegate.ingest.database.DatabaseWentBackException;
import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.load.Loader;
import dev.tidegate.ingest.load.SharedCores;
import dev.tidegate.ingest.metrics.StreamMetrics;
import dev.tidegate.ingest.options.AfterLoad;
import dev.tidegate.ingest.options.StreamFolders;
import dev.tidegate.ingest.rules.FormatRules;
import dev.tidegate.ingest.source.LandingGates;
import dev.tidegate.ingest.stage.Judging;
import dev.tidegate.ingest.stream.Events;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream, from its start to its end: its lease, its folders, its streaming query. Run by one thread. */
final class StreamRun {

    private static final Logger LOG = LoggerFactory.getLogger(StreamRun.class);

    private final SparkSession spark;
    private final IngestOptions options;
    private StreamJob job;
    private final StopRequest stop;
    private final StreamMetrics metrics;
    private final SharedCores cores;

    /** How often this checkpoint had what was to be written there. */
    private int metInCheckpoint;

    StreamRun(
            SparkSession spark,
            IngestOptions options,
            StreamJob job,
            SharedCores cores,
            StopRequest stop,
            StreamMetrics metrics) {
        this.spark = spark;
        this.options = options;
        this.job = job;
        this.stop = stop;
        this.metrics = metrics;
        this.cores = cores;
    }

    /**
     * Runs until all is loaded ({@code --once}), a stop is asked for, or something makes it impossible to go on.
     *
     * @return the exit status of a process that runs only this stream
     */
    int run() {
        boolean changed = false;
        while (true) {
            try {
                if (changed) {
                    lookAtTable();
                }
                OptionalInt status = loaded();
                if (status.isPresent()) {
                    metrics.ended();
                    return status.getAsInt();
                }
            } catch (StreamingQueryException | TimeoutException | RuntimeException e) {
                Optional<String> why = Failure.startsAnew(e);
                if (why.isEmpty()) {
                    return ended(e);
                }
                changed = true;
                metInCheckpoint += Failure.isOfCheckpoint(e) ? 1 : 0;
                // A start finds out what is missing or does not fit, and is refused where something is.
                LOG.warn("{}. Starting anew, to see what is there.", why.get());
            }
        }
    }

    /** Empty where nothing was done, since the table was changed while this waited for the lease. */
    private OptionalInt loaded() throws TimeoutException, StreamingQueryException {
        try (Loader loader = start()) {
            // The loader notices what is changed from its start on.
            if (lookAtTable()) {
                return OptionalInt.empty();
            }
            return OptionalInt.of(Events.is(job.name()) ? loadAndCount(loader) : load(loader));
        }
    }

    /** Cohorts are of events only. */
    private int loadAndCount(Loader loader) throws TimeoutException, StreamingQueryException {
        try (Cohorts cohorts = new Cohorts(options.database())) {
            int status = load(loader);
            if (options.once) {
                cohorts.finish(stop.latch());
            }
            return status;
        }
    }

    /** Returns whether the table says something else of the stream than before. */
    private boolean lookAtTable() {
        StreamJob before = job;
        job = Targets.resolve(options.database(), List.of(job), stop.latch(), any -> metrics)
                .get(0);
        return !job.stream().equals(before.stream());
    }

    private int ended(Exception why) {
        int status = Failure.status(why);
        if (status == Failure.DONE) {
            metrics.ended();
        } else {
            metrics.refused(Failure.reason(why).map(Throwable::getMessage).orElseGet(why::toString));
        }
        return status;
    }

    private Loader start() {
        Folder input = folder(job.folders().input());
        Folder archive = folder(job.folders().archive());
        Folder quarantine = folder(job.folders().quarantine());
        FormatRules rules = job.mappings().rules(options.timeZone());
        Claim claim = new Claim(
                job.name(),
                Owner.describe(),
                options.takeOver,
                () -> Archive.highestEpoch(job.name(), input, archive, quarantine));
        return Loader.start(
                options.database(),
                claim,
                new Judging(input, rules, options.limits()),
                cores,
                options.hold,
                stop.latch(),
                metrics);
    }

    private int load(Loader loader) throws TimeoutException, StreamingQueryException {
        Folder input = folder(job.folders().input());
        LoadedFiles archive = loadedFiles(input, loader);
        prepare(loader, archive);
        Intake intake = new Intake(job.stream(), input, loader, archive, metrics, options.streamNames(), stop.latch());
        LandingRecords records = new LandingRecords(spark, options, job, intake);
        LandingGates.Registration registration = LandingGates.register(intake.name(), intake);
        try (registration) {
            StreamingQuery query = records.stream()
                    .writeStream()
                    .foreachBatch(new MicroBatch(loader, archive, intake, job.mappings(), records::of, metrics))
                    .option("checkpointLocation", job.checkpoint())
                    .trigger(options.sparkTrigger())
                    .start();
            intake.queryId(query.id().toString());
            job.mappings()
                    .all()
                    .forEach(mapping -> LOG.info(
                            "{} says how files are written that are called {}",
                            mapping.file(),
                            mapping.format().names()));
            LOG.info("Loading from {} (epoch {})", input.location(), loader.epoch());
            stop.stopGracefully(query, loader);
            loader.patiently("Archiving the last micro-batches", archive::moveTaken);
            // Who asks for a stop knows that files may wait.
            Optional<String> leftBehind = stop.latch().getCount() == 0 ? Optional.empty() : intake.leftBehind();
            leftBehind.ifPresent(LOG::warn);
            return leftBehind.isEmpty() ? Failure.DONE : Failure.LEFT_BEHIND;
        } catch (StreamingQueryException e) {
            if (Failure.reason(e).isEmpty()) {
                // Of two jobs with one checkpoint, one may notice there that it is shut out: its files exist already.
                loader.askWhetherTakenOver();
            }
            throw e;
        }
    }

    private LoadedFiles loadedFiles(Folder input, Loader loader) {
        Folder archive = folder(job.folders().archive());
        Folder quarantine = folder(job.folders().quarantine());
        AfterLoss afterLoss = new AfterLoss(
                options.putBackMissing,
                () -> CheckpointRepair.putAside(
                        job.checkpoint(), () -> spark.sessionState().newHadoopConf()));
        if (options.afterLoad() == AfterLoad.LEAVE) {
            return new LeftFiles(input, archive, quarantine, loader.ledger(), afterLoss);
        }
        return new Archive(
                input,
                options.recursive(),
                options.afterLoad() == AfterLoad.DELETE,
                archive,
                quarantine,
                loader.ledger(),
                afterLoss);
    }

    private void prepare(Loader loader, LoadedFiles archive) {
        try {
            loader.patiently("Preparing the folders", () -> {
                loader.ledger().raiseIds(highestFileIdOfOthers(), false);
                archive.complete();
                if (metInCheckpoint > 1) {
                    // Not what a process that was taken over does: Spark would fail there at each start.
                    CheckpointRepair.putAside(
                            job.checkpoint(), () -> spark.sessionState().newHadoopConf());
                    metInCheckpoint = 0;
                } else if (!Folders.isRemote(job.checkpoint())) {
                    CheckpointRepair.putAsideIfBroken(Folders.localPath(job.checkpoint()));
                }
                return null;
            });
        } catch (DatabaseWentBackException e) {
            throw refused(loader, new RefusedException(e.getMessage() + ". See what scripts/tidegate verify says", e));
        } catch (RefusedException e) {
            throw refused(loader, e);
        }
    }

    /** All streams take their ids from one sequence, and this one may be the first to go on after a restore. */
    private long highestFileIdOfOthers() throws IOException {
        long highest = 0;
        for (StreamJob other : options.streams()) {
            if (!other.name().equals(job.name())) {
                StreamFolders folders = other.folders();
                highest = Math.max(
                        highest, Archive.highestFileId(folder(folders.archive()), folder(folders.quarantine())));
            }
        }
        return highest;
    }

    private static RefusedException refused(Loader loader, RefusedException why) {
        loader.lastWords(why.getMessage());
        return why;
    }

    private Folder folder(String location) {
        return Folders.of(location, () -> spark.sessionState().newHadoopConf());
    }
}
