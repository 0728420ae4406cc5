package dev.tidegate.ingest;

import dev.tidegate.ingest.spark.TunedSpark;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;

/** The real job, for tests of what is built around it. */
public final class JobForTests implements AutoCloseable {

    private final RunningJob running;

    private JobForTests(RunningJob running) {
        this.running = running;
    }

    /** Loads all that is there; returns the exit status. */
    public static int runOnce(List<String> arguments) {
        return job(new StopRequest(), arguments).run(TunedSpark.session());
    }

    /** Starts a job that runs until it is closed. */
    public static JobForTests start(List<String> arguments) {
        SparkSession spark = TunedSpark.session();
        StopRequest stop = new StopRequest();
        IngestJob job = job(stop, arguments);
        return new JobForTests(RunningJob.start(stop, () -> job.run(spark)));
    }

    private static IngestJob job(StopRequest stop, List<String> arguments) {
        IngestOptions options = new IngestOptions();
        new CommandLine(options).parseArgs(arguments.toArray(String[]::new));
        options.validate();
        return new IngestJob(options, stop);
    }

    /** Waits for its end; returns the exit status. */
    public int status() {
        return running.exitStatus();
    }

    @Override
    public void close() {
        if (!running.ended()) {
            running.stop();
        }
    }
}
