package dev.tidegate.ingest;

import dev.tidegate.ingest.database.RefusedException;
import dev.tidegate.ingest.log.Logging;
import dev.tidegate.ingest.metrics.JobMetrics;
import dev.tidegate.ingest.metrics.MetricsServer;
import dev.tidegate.ingest.spark.ClusterSecurity;
import dev.tidegate.ingest.spark.TunedSpark;
import dev.tidegate.ingest.spark.YarnDriver;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The streaming job: from the landing folder to PostgreSQL. Run by {@code spark-submit}. */
public final class IngestJob {

    private final IngestOptions options;
    private final StopRequest stop;
    private final JobMetrics metrics;

    IngestJob(IngestOptions options, StopRequest stop) {
        this.options = options;
        this.stop = stop;
        this.metrics = new JobMetrics(
                options.streams().stream().map(StreamJob::name).toList(),
                options.metrics.unhealthyAfter,
                options.trigger);
    }

    /**
     * Called by spark-submit.
     *
     * @throws SparkUserAppException in YARN's cluster mode, if the status is not 0
     */
    public static void main(String[] args) throws SparkUserAppException {
        Logging.quietSpark();
        SparkConf settings = new SparkConf();
        int status = status(args, settings);
        if (YarnDriver.is(settings)) {
            YarnDriver.end(status);
        } else {
            System.exit(status);
        }
    }

    private static int status(String[] args, SparkConf settings) {
        IngestOptions options = new IngestOptions();
        CommandLine commandLine = new CommandLine(options);
        try {
            ParseResult parsed = commandLine.parseArgs(args);
            if (CommandLine.printHelpIfRequested(parsed)) {
                return CommandLine.ExitCode.OK;
            }
            options.validate();
            options.log.apply();
            ClusterSecurity.require(settings, options.trustedNetwork);
            IngestJob job = new IngestJob(options, stopRequest(settings));
            SparkSession spark = TunedSpark.session();
            try {
                options.log.apply();
                return job.run(spark);
            } finally {
                // The same as close, which in Spark 4 declares an exception that in 3.5 no compiler lets anybody catch.
                spark.stop();
            }
        } catch (RefusedException e) {
            return Failure.status(e);
        } catch (ParameterException e) {
            commandLine.getErr().println(e.getMessage() + " (--help lists the options)");
            return CommandLine.ExitCode.USAGE;
        }
    }

    /**
     * YARN leaves a quarter of a second between SIGTERM and SIGKILL, and a job that had stopped in that time would be done:
     * where a node goes, another attempt is wanted.
     */
    private static StopRequest stopRequest(SparkConf settings) {
        return YarnDriver.is(settings) ? new StopRequest() : StopRequest.onSignals();
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
        metrics.watchDisks(options.localFolders());
        MetricsServer shown = options.metrics.serve(metrics);
        try (shown) {
            spark.sparkContext().addSparkListener(tasks);
            return new StreamRuns(spark, options, stop, metrics).run(options.streams());
        } finally {
            spark.sparkContext().removeSparkListener(tasks);
        }
    }
}
