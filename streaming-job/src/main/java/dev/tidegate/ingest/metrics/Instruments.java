package dev.tidegate.ingest.metrics;

import dev.tidegate.ingest.csv.Problem;
import dev.tidegate.ingest.merge.Counts;
import dev.tidegate.ingest.merge.FileOutcome;
import dev.tidegate.ingest.merge.LoadResult;
import dev.tidegate.ingest.stage.Batch;
import dev.tidegate.ingest.value.Reason;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** The numbers for Prometheus. What counts from 0 counts since this process started; the totals of all time are in the ledger. */
final class Instruments {

    private static final String STREAM = "stream";

    private static final List<String> OUTCOMES =
            List.of("inserted", "updated", "unchanged", "stale", "duplicate", "filtered", "rejected");

    private static final List<String> STAGES = List.of("read", "stage", "merge", "archive");

    /** SQLSTATEs of a server that cannot be reached, or has no disk or memory left. */
    private static final List<String> USUAL_FAILURES = List.of("08001", "08006", "53100", "53200", "57P01", "58030");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter batches = counter("tidegate_job_batches_total", "Micro-batches that were committed.", STREAM);
    private final Counter files =
            counter("tidegate_job_files_total", "Files by what became of them.", STREAM, "outcome");
    private final Counter read =
            counter("tidegate_job_records_read_total", "Records read: the sum of those by outcome.", STREAM);
    private final Counter records = counter(
            "tidegate_job_records_total", "Records by what became of them: the seven counts.", STREAM, "outcome");
    private final Counter rejects =
            counter("tidegate_job_rejects_total", "Rejected records by reason.", STREAM, "reason");
    private final Counter retries =
            counter("tidegate_job_retries_total", "Failed tries that are repeated, by SQLSTATE.", STREAM, "sqlstate");
    private final Histogram batchSeconds = Histogram.builder()
            .name("tidegate_job_batch_seconds")
            .help("Time of a micro-batch from begin to its last move.")
            .labelNames(STREAM)
            .classicUpperBounds(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
            .register(registry);
    private final Histogram stageSeconds = Histogram.builder()
            .name("tidegate_job_stage_seconds")
            .help("Time of a micro-batch by stage: read (read and judge), stage (COPY where it is not part of read),"
                    + " merge (fence to COMMIT), archive (moves).")
            .labelNames(STREAM, "stage")
            .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
            .register(registry);
    private final Histogram lagSeconds = Histogram.builder()
            .name("tidegate_job_file_lag_seconds")
            .help("Time from the modification of a loaded file to the end of its micro-batch.")
            .labelNames(STREAM)
            .classicUpperBounds(1, 2.5, 5, 10, 20, 30, 60, 300, 900, 3600, 86_400)
            .register(registry);
    private final Gauge epoch =
            gauge("tidegate_job_epoch", "Which start of the job this is; 0 while it may not write yet.");
    private final Gauge lastBatch =
            gauge("tidegate_job_last_batch", "Number of the newest micro-batch of this process.");
    private final Gauge lastCommit = gauge(
            "tidegate_job_last_commit_timestamp_seconds",
            "When this process ended its newest micro-batch; 0 if never.");

    Instruments() {
        JvmMetrics.builder().register(registry);
        Info.builder()
                .name("tidegate_job_info")
                .help("The version of the job.")
                .labelNames("version")
                .register(registry)
                .setLabelValues(Objects.requireNonNullElse(
                        Instruments.class.getPackage().getImplementationVersion(), "not packaged"));
    }

    /** Counters begin with a 0 for each label that is known: an increase from nothing is one that no alert sees. */
    void begin(String stream) {
        batches.initLabelValues(stream);
        read.initLabelValues(stream);
        batchSeconds.initLabelValues(stream);
        lagSeconds.initLabelValues(stream);
        epoch.initLabelValues(stream);
        lastBatch.initLabelValues(stream);
        lastCommit.initLabelValues(stream);
        OUTCOMES.forEach(outcome -> records.initLabelValues(stream, outcome));
        STAGES.forEach(stage -> stageSeconds.initLabelValues(stream, stage));
        USUAL_FAILURES.forEach(sqlState -> retries.initLabelValues(stream, sqlState));
        Arrays.stream(FileOutcome.Kind.values())
                .map(Instruments::label)
                .forEach(outcome -> files.initLabelValues(stream, outcome));
        Arrays.stream(Problem.values()).map(Problem::code).forEach(reason -> rejects.initLabelValues(stream, reason));
        Arrays.stream(Reason.values()).map(Reason::code).forEach(reason -> rejects.initLabelValues(stream, reason));
    }

    PrometheusRegistry registry() {
        return registry;
    }

    /** What is not counted but looked at when somebody asks. */
    void watch(List<StreamMetrics> streams, LongSupplier clock) {
        look("tidegate_job_database_up", "1 if the database answers.", streams, stream -> stream.databaseUp() ? 1 : 0);
        look(
                "tidegate_job_healthy",
                "1 if the stream gets on or has nothing to do: what /healthz says.",
                streams,
                stream -> stream.health().up() ? 1 : 0);
        look("tidegate_job_files_waiting", "Files that wait to be loaded.", streams, stream -> stream.backlog()
                .filesWaiting());
        look("tidegate_job_files_held", "Files that cannot be loaded or moved.", streams, stream -> stream.backlog()
                .filesHeld());
        look("tidegate_job_files_left", "Files that nobody takes, by their names.", streams, stream -> stream.backlog()
                .filesLeft());
        look(
                "tidegate_job_oldest_waiting_seconds",
                "Age of the oldest waiting file by its modification time; 0 if none waits.",
                streams,
                stream -> {
                    var oldest = stream.backlog().oldestModifiedMillis();
                    return oldest.isEmpty() ? 0 : Math.max(0, clock.getAsLong() - oldest.getAsLong()) / 1e3;
                });
    }

    void epoch(String stream, long number) {
        epoch.labelValues(stream).set((double) number);
    }

    void retry(String stream, String sqlState) {
        retries.labelValues(stream, sqlState).inc();
    }

    void count(String stream, Batch batch, LoadResult result, Duration moving, Instant now) {
        result.outcomes().forEach(outcome -> {
            files.labelValues(stream, label(outcome.kind())).inc();
            if (outcome.kind() == FileOutcome.Kind.LOADED) {
                lagSeconds
                        .labelValues(stream)
                        .observe(Math.max(0, now.toEpochMilli() - outcome.file().modifiedMillis()) / 1e3);
            }
        });
        if (result.batchId() == 0) {
            return;
        }
        batches.labelValues(stream).inc();
        lastBatch.labelValues(stream).set((double) result.batchId());
        lastCommit.labelValues(stream).set(now.toEpochMilli() / 1e3);
        count(stream, result.counts());
        result.rejects()
                .forEach((reason, count) -> rejects.labelValues(stream, reason).inc(count));
        LoadResult.Durations took = result.durations();
        stageSeconds.labelValues(stream, "read").observe(took.read() / 1e3);
        stageSeconds.labelValues(stream, "stage").observe(took.stage() / 1e3);
        stageSeconds.labelValues(stream, "merge").observe(took.merge() / 1e3);
        stageSeconds.labelValues(stream, "archive").observe(moving.toNanos() / 1e9);
        batchSeconds
                .labelValues(stream)
                .observe(Duration.between(batch.startedAt(), now).toNanos() / 1e9);
    }

    private void count(String stream, Counts counts) {
        read.labelValues(stream).inc(counts.read());
        records.labelValues(stream, "inserted").inc(counts.inserted());
        records.labelValues(stream, "updated").inc(counts.updated());
        records.labelValues(stream, "unchanged").inc(counts.unchanged());
        records.labelValues(stream, "stale").inc(counts.stale());
        records.labelValues(stream, "duplicate").inc(counts.duplicate());
        records.labelValues(stream, "filtered").inc(counts.filtered());
        records.labelValues(stream, "rejected").inc(counts.rejected());
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private Gauge gauge(String name, String help) {
        return Gauge.builder().name(name).help(help).labelNames(STREAM).register(registry);
    }

    private void look(String name, String help, List<StreamMetrics> streams, ToDoubleFunction<StreamMetrics> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(STREAM)
                .callback(sample -> streams.forEach(stream -> sample.call(value.applyAsDouble(stream), stream.name())))
                .register(registry);
    }

    private static String label(FileOutcome.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
