package dev.tidegate.ingest;

import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.database.StoppedException;
import dev.tidegate.ingest.load.SharedCores;
import dev.tidegate.ingest.log.GuardedLayout;
import dev.tidegate.ingest.metrics.JobMetrics;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The streams of a job, side by side: each has its thread, its lease and its pool of Spark's scheduler, and none waits for
 * another. One that ends does not end the others.
 */
final class StreamRuns {

    private static final Logger LOG = LoggerFactory.getLogger(StreamRuns.class);

    private static final String POOL = "spark.scheduler.pool";

    private final SparkSession spark;
    private final IngestOptions options;
    private final StopRequest stop;
    private final JobMetrics metrics;

    StreamRuns(SparkSession spark, IngestOptions options, StopRequest stop, JobMetrics metrics) {
        this.spark = spark;
        this.options = options;
        this.stop = stop;
        this.metrics = metrics;
    }

    /**
     * Runs all until the last one ends.
     *
     * @return the worst of their exit statuses
     */
    int run(List<StreamJob> asked) {
        List<StreamJob> jobs;
        try {
            jobs = Targets.resolve(options.database(), asked, stop.latch(), job -> metrics.of(job.name()));
        } catch (RefusedException | StoppedException e) {
            asked.forEach(job -> metrics.of(job.name()).refused(e.getMessage()));
            return Failure.status(e);
        }
        return runAll(jobs);
    }

    private int runAll(List<StreamJob> jobs) {
        if (jobs.size() == 1) {
            return run(jobs.get(0), new SharedCores(1));
        }
        ExecutorService threads = Executors.newFixedThreadPool(jobs.size());
        try {
            CompletionService<Integer> runs = new ExecutorCompletionService<>(threads);
            SharedCores cores = new SharedCores(jobs.size());
            jobs.forEach(job -> runs.submit(() -> named(job, cores)));
            int worst = Failure.DONE;
            for (int ended = 0; ended < jobs.size(); ended++) {
                worst = Failure.worse(worst, runs.take().get());
            }
            return worst;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.request("interrupt");
            return Failure.FAILED;
        } catch (ExecutionException e) {
            throw new IllegalStateException("A stream ended without saying why", e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    private int named(StreamJob job, SharedCores cores) {
        Thread.currentThread().setName("stream " + job.name());
        int status = run(job, cores);
        if (status != Failure.DONE && status != Failure.LEFT_BEHIND) {
            LOG.error("The stream {} has ended with status {}; the others go on", job.name(), status);
        }
        return status;
    }

    private int run(StreamJob job, SharedCores cores) {
        MDC.put(GuardedLayout.STREAM, job.name());
        spark.sparkContext().setLocalProperty(POOL, job.name());
        try {
            return new StreamRun(spark, options, job, cores, stop, metrics.of(job.name())).run();
        } finally {
            spark.sparkContext().setLocalProperty(POOL, null);
            MDC.remove(GuardedLayout.STREAM);
        }
    }
}
