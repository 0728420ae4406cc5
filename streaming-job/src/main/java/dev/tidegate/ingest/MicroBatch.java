package dev.tidegate.ingest;

import dev.tidegate.ingest.archive.Archive;
import dev.tidegate.ingest.load.Batch;
import dev.tidegate.ingest.load.FaultPoint;
import dev.tidegate.ingest.load.FileOutcome;
import dev.tidegate.ingest.load.LedgerFile;
import dev.tidegate.ingest.load.LoadResult;
import dev.tidegate.ingest.load.Loader;
import dev.tidegate.ingest.load.Upcoming;
import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.source.LandedFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to each micro-batch: it is loaded in one transaction, then its files are moved to the archive. */
final class MicroBatch implements VoidFunction2<Dataset<Row>, Long> {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(MicroBatch.class);

    // Never leaves the driver, in spite of the interface.
    private final transient Loader loader;
    private final transient Archive archive;
    private final transient Intake intake;
    private final transient Mappings mappings;
    private final transient Function<List<LandedFile>, Dataset<Row>> read;

    /** @param read the judged records of files that are not yet offered */
    MicroBatch(
            Loader loader,
            Archive archive,
            Intake intake,
            Mappings mappings,
            Function<List<LandedFile>, Dataset<Row>> read) {
        this.loader = loader;
        this.archive = archive;
        this.intake = intake;
        this.mappings = mappings;
        this.read = read;
    }

    @Override
    public void call(Dataset<Row> judged, Long sparkBatchId) {
        FaultPoint.AFTER_OFFSETS.strike();
        Batch batch = new Batch(intake.queryId(), sparkBatchId, intake.offered(), Instant.now())
                .withDerivedIds(mappings::derivesIds);
        LoadResult result = loader.load(batch, judged, this::upcoming);
        List<LedgerFile> toMove = result.outcomes().stream()
                .filter(outcome -> switch (outcome.kind()) {
                    case LOADED, QUARANTINED, LEFTOVER -> true;
                    case REPLAYED, MISSING, PUT_BACK, HELD -> false;
                })
                .map(FileOutcome::row)
                .toList();
        loader.patiently("Archiving micro-batch " + result.batchId(), () -> {
            archive.take(toMove);
            return null;
        });
        result.outcomes().forEach(this::report);
        log(batch, result);
        FaultPoint.BEFORE_SPARK_COMMIT.strike();
    }

    private Optional<Upcoming> upcoming() {
        List<LandedFile> files = intake.nextFiles();
        return files.isEmpty() ? Optional.empty() : Optional.of(new Upcoming(files, () -> read.apply(files)));
    }

    private void report(FileOutcome outcome) {
        String name = outcome.file().name();
        if (outcome.kind() != FileOutcome.Kind.HELD) {
            intake.release(outcome.file());
        }
        switch (outcome.kind()) {
            case QUARANTINED -> LOG.warn("{} goes to quarantine: {}", name, outcome.message());
            case MISSING ->
                LOG.warn("{} is missing: {}. Whoever took it away has its records.", name, outcome.message());
            case PUT_BACK -> LOG.warn("{} is left for a later micro-batch: {}", name, outcome.message());
            case HELD -> intake.hold(outcome.file(), outcome.message());
            case LOADED, LEFTOVER, REPLAYED -> LOG.debug("{}: {}", name, outcome.kind());
        }
    }

    private static void log(Batch batch, LoadResult result) {
        LoadResult.Durations durations = result.durations();
        LOG.info(
                "batch={} files={} {} read_ms={} stage_ms={} merge_ms={} total_ms={}",
                result.batchId(),
                batch.files().size(),
                result.counts(),
                durations.read(),
                durations.stage(),
                durations.merge(),
                Duration.between(batch.startedAt(), Instant.now()).toMillis());
    }
}
