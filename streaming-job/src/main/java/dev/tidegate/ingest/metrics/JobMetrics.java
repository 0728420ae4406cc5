package dev.tidegate.ingest.metrics;

import dev.tidegate.ingest.database.Backlog;
import dev.tidegate.ingest.database.LoadListener;
import dev.tidegate.ingest.merge.FileOutcome;
import dev.tidegate.ingest.merge.LoadResult;
import dev.tidegate.ingest.stage.Batch;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** What the job tells about itself while it runs. It is told what happens, and keeps numbers; {@link #serve} shows them. */
public final class JobMetrics implements LoadListener {

    private final Progress progress;
    private final Instruments instruments = new Instruments();
    private volatile boolean databaseUp;
    private volatile Backlog backlog = Backlog.UNKNOWN;

    /**
     * @param patience without progress for so long while files wait, the job is not healthy
     * @param trigger time between two looks into the folder
     */
    public JobMetrics(Duration patience, Duration trigger) {
        progress = new Progress(System::nanoTime, patience, trigger);
        instruments.watch(() -> databaseUp, () -> health().up(), () -> backlog, System::currentTimeMillis);
    }

    /**
     * Answers on {@code /metrics} and {@code /healthz} until it is closed.
     *
     * @param port 0 for any free one
     * @throws IOException if it cannot listen there
     */
    public MetricsServer serve(InetAddress address, int port) throws IOException {
        return MetricsServer.start(address, port, instruments.registry(), this::health);
    }

    /** Shows the room on the disks of these local folders, too. */
    public void watchDisks(Map<String, Path> folders) {
        new Disks(folders).register(instruments.registry());
    }

    /** Hears from Spark that tasks end. */
    public SparkListener taskListener() {
        return new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                progress.taskEnded();
            }
        };
    }

    /** The folder was looked into. */
    public void looked(Backlog found) {
        backlog = found;
        progress.looked();
    }

    /** So many files were taken for the next micro-batch. */
    public void offered(int files) {
        progress.offered(files);
    }

    /**
     * A micro-batch is loaded, and its files are moved.
     *
     * @param moving what the moves took
     */
    public void loaded(Batch batch, LoadResult result, Duration moving) {
        Instant now = Instant.now();
        instruments.count(batch, result, moving, now);
        progress.endedBatch(
                result.outcomes().stream().anyMatch(outcome -> outcome.kind() != FileOutcome.Kind.PUT_BACK));
    }

    /** The job ends, for a reason that does not pass. */
    public void refused(String why) {
        progress.refused(why);
    }

    @Override
    public void databaseAnswers(boolean answers) {
        databaseUp = answers;
    }

    @Override
    public void standsBy(String writer) {
        progress.standsBy(writer);
    }

    @Override
    public void mayWrite(long epoch) {
        instruments.epoch(epoch);
        progress.mayWrite();
    }

    @Override
    public void merges(Duration limit) {
        progress.merges(limit);
    }

    @Override
    public void failed(String what, String why, String sqlState) {
        if (isOfTheConnection(sqlState)) {
            databaseUp = false;
        }
        instruments.retry(sqlState);
        progress.failed("%s: %s (SQLSTATE %s)".formatted(what, why, sqlState));
    }

    private static boolean isOfTheConnection(String sqlState) {
        return sqlState.startsWith("08") || sqlState.startsWith("57P");
    }

    private Health health() {
        Health health = progress.health(databaseUp);
        String trouble = backlog.trouble();
        return trouble == null ? health : health.downFor(trouble);
    }
}
