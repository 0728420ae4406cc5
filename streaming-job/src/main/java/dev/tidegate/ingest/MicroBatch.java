package dev.tidegate.ingest;

import dev.tidegate.ingest.archive.LoadedFiles;
import dev.tidegate.ingest.fault.FaultPoint;
import dev.tidegate.ingest.load.Loader;
import dev.tidegate.ingest.log.JsonLog;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.merge.Counts;
import dev.tidegate.ingest.merge.FileOutcome;
import dev.tidegate.ingest.merge.LedgerFile;
import dev.tidegate.ingest.merge.LoadResult;
import dev.tidegate.ingest.metrics.StreamMetrics;
import dev.tidegate.ingest.source.LandedFile;
import dev.tidegate.ingest.stage.Batch;
import dev.tidegate.ingest.stage.StagedAhead.Upcoming;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.LogicalRDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to each micro-batch: it is loaded in one transaction, then its files are moved to the archive. */
final class MicroBatch implements VoidFunction2<Dataset<Row>, Long> {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(MicroBatch.class);

    // Never leaves the driver, in spite of the interface.
    private final transient Loader loader;
    private final transient LoadedFiles archive;
    private final transient Intake intake;
    private final transient Mappings mappings;
    private final transient Function<List<LandedFile>, Dataset<Row>> read;
    private final transient StreamMetrics metrics;

    /** @param read the records of files that are not yet offered */
    MicroBatch(
            Loader loader,
            LoadedFiles archive,
            Intake intake,
            Mappings mappings,
            Function<List<LandedFile>, Dataset<Row>> read,
            StreamMetrics metrics) {
        this.loader = loader;
        this.archive = archive;
        this.intake = intake;
        this.mappings = mappings;
        this.read = read;
        this.metrics = metrics;
    }

    @Override
    public void call(Dataset<Row> landed, Long sparkBatchId) {
        intake.nameInLog();
        FaultPoint.AFTER_OFFSETS.strike();
        Batch batch = new Batch(intake.queryId(), sparkBatchId, intake.offered(), Instant.now())
                .withDerivedIds(mappings::derivesIds);
        LoadResult result = loader.load(batch, rows(landed), this::upcoming);
        List<LedgerFile> toMove = result.outcomes().stream()
                .filter(outcome -> switch (outcome.kind()) {
                    case LOADED, QUARANTINED, LEFTOVER -> true;
                    case REPLAYED, MISSING, PUT_BACK, HELD, TOO_LARGE -> false;
                })
                .map(FileOutcome::row)
                .toList();
        Instant loaded = Instant.now();
        loader.patiently("Archiving micro-batch " + result.batchId(), () -> {
            archive.take(toMove);
            return null;
        });
        result.outcomes().forEach(this::report);
        metrics.loaded(batch, result, Duration.between(loaded, Instant.now()));
        log(batch, result);
        FaultPoint.BEFORE_SPARK_COMMIT.strike();
    }

    /** What Spark hands over is planned already: the Dataset around it would be planned once more. */
    private static RDD<InternalRow> rows(Dataset<Row> landed) {
        return landed.queryExecution().logical() instanceof LogicalRDD planned
                ? planned.rdd()
                : landed.queryExecution().toRdd();
    }

    private Optional<Upcoming> upcoming() {
        List<LandedFile> files = intake.nextFiles();
        boolean derivesIds = files.stream().map(LandedFile::name).anyMatch(mappings::derivesIds);
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(new Upcoming(files, derivesIds, () -> rows(read.apply(files))));
    }

    private void report(FileOutcome outcome) {
        String name = outcome.file().name();
        if (outcome.kind() != FileOutcome.Kind.HELD && outcome.kind() != FileOutcome.Kind.TOO_LARGE) {
            intake.release(outcome.file());
        }
        switch (outcome.kind()) {
            case QUARANTINED ->
                LOG.warn(
                        "{} {}: {}",
                        name,
                        archive.leaves() ? "cannot be loaded, and stays where it is" : "goes to quarantine",
                        outcome.message());
            case MISSING ->
                LOG.warn("{} is missing: {}. Whoever took it away has its records.", name, outcome.message());
            case PUT_BACK -> {
                intake.putBack(outcome.file(), outcome.message());
                LOG.warn("{} is left for a later micro-batch: {}", name, outcome.message());
            }
            case HELD -> intake.hold(outcome.file(), outcome.message());
            case TOO_LARGE -> intake.holdForRoom(outcome.file(), outcome.message());
            case LOADED, LEFTOVER, REPLAYED -> LOG.debug("{}: {}", name, outcome.kind());
        }
    }

    /** The fields once for people and once, as key and value, for {@link JsonLog}. */
    private static void log(Batch batch, LoadResult result) {
        LoadResult.Durations durations = result.durations();
        Counts counts = result.counts();
        long total = Duration.between(batch.startedAt(), Instant.now()).toMillis();
        LOG.atInfo()
                .addKeyValue("batch", result.batchId())
                .addKeyValue("files", batch.files().size())
                .addKeyValue("read", counts.read())
                .addKeyValue("inserted", counts.inserted())
                .addKeyValue("updated", counts.updated())
                .addKeyValue("unchanged", counts.unchanged())
                .addKeyValue("stale", counts.stale())
                .addKeyValue("duplicate", counts.duplicate())
                .addKeyValue("filtered", counts.filtered())
                .addKeyValue("rejected", counts.rejected())
                .addKeyValue("read_ms", durations.read())
                .addKeyValue("stage_ms", durations.stage())
                .addKeyValue("merge_ms", durations.merge())
                .addKeyValue("total_ms", total)
                .log(
                        "batch={} files={} {} read_ms={} stage_ms={} merge_ms={} total_ms={}",
                        result.batchId(),
                        batch.files().size(),
                        counts,
                        durations.read(),
                        durations.stage(),
                        durations.merge(),
                        total);
    }
}
