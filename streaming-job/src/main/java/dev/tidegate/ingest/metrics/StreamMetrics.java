package dev.tidegate.ingest.metrics;

import dev.tidegate.ingest.database.Backlog;
import dev.tidegate.ingest.database.LoadListener;
import dev.tidegate.ingest.merge.FileOutcome;
import dev.tidegate.ingest.merge.LoadResult;
import dev.tidegate.ingest.stage.Batch;
import java.time.Duration;
import java.time.Instant;

/** What a stream tells about itself while it runs. It is told what happens, and keeps numbers. */
public final class StreamMetrics implements LoadListener {

    private final String name;
    private final Instruments instruments;
    private final Progress progress;
    private volatile boolean databaseUp;
    private volatile Backlog backlog = Backlog.UNKNOWN;

    StreamMetrics(String name, Instruments instruments, Progress progress) {
        this.name = name;
        this.instruments = instruments;
        this.progress = progress;
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
        instruments.count(name, batch, result, moving, now);
        progress.endedBatch(
                result.outcomes().stream().anyMatch(outcome -> outcome.kind() != FileOutcome.Kind.PUT_BACK));
    }

    /** The stream has come to its end, and others may go on. */
    public void ended() {
        progress.ended();
    }

    /** The stream ends, for a reason that does not pass. */
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
        instruments.epoch(name, epoch);
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
        instruments.retry(name, sqlState);
        progress.failed("%s: %s (SQLSTATE %s)".formatted(what, why, sqlState));
    }

    private static boolean isOfTheConnection(String sqlState) {
        return sqlState.startsWith("08") || sqlState.startsWith("57P");
    }

    void taskEnded() {
        progress.taskEnded();
    }

    String name() {
        return name;
    }

    boolean databaseUp() {
        return databaseUp;
    }

    Backlog backlog() {
        return backlog;
    }

    Health health() {
        Health health = progress.health(databaseUp);
        String trouble = backlog.trouble();
        return trouble == null ? health : health.downFor(trouble);
    }
}
