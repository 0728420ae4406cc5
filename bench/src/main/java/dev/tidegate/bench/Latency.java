package dev.tidegate.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a small micro-batch takes, and how long a small file waits until its rows can be seen. */
@Command(
        name = "latency",
        description =
                "Small files at trigger 0: time of a micro-batch, and from a file that can be seen to rows that can be.")
final class Latency extends Measurement {

    private static final int ROWS = 15;
    private static final int FILES_PER_BATCH = 3;

    @Option(
            names = "--batches",
            defaultValue = "400",
            description = "micro-batches of 3 files, measured after as many that warm up (default: ${DEFAULT-VALUE})")
    private int batches;

    @Option(
            names = "--files",
            defaultValue = "1000",
            description = "files that land one by one (default: ${DEFAULT-VALUE})")
    private int files;

    @Option(
            names = "--every",
            defaultValue = "100",
            description = "milliseconds from one to the next, on average (default: ${DEFAULT-VALUE})")
    private int every;

    @Option(
            names = "--spark-jdbc-batches",
            defaultValue = "60",
            description = "micro-batches of Spark's JDBC writer, measured after as many that warm up; 0 for none"
                    + " (default: ${DEFAULT-VALUE})")
    private int sparkJdbcBatches;

    @Override
    void measure(Run run) throws Exception {
        Report.say("latency: files of %d rows, %d a micro-batch".formatted(ROWS, FILES_PER_BATCH));
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("what", "p50_ms", "p90_ms", "p99_ms"));
        Map<String, Double> bars = new LinkedHashMap<>();

        List<Double> jobBatches = new ArrayList<>();
        List<Double> seen = job(run, jobBatches);
        table.add(row("micro-batch of Tidegate", jobBatches));
        table.add(row("file visible to rows visible", seen));
        bars.put("Tidegate", Figures.median(jobBatches));
        double theirs = Double.NaN;
        if (sparkJdbcBatches > 0) {
            List<Double> sparkJdbc = sparkJdbc(run);
            table.add(row("micro-batch of Spark JDBC + upsert", sparkJdbc));
            theirs = Figures.median(sparkJdbc);
            bars.put("Spark JDBC + upsert", theirs);
        }
        run.report().table("latency", table);
        run.report().chart("latency", "A micro-batch of 45 events, median", "milliseconds", bars);
        Report.say("batch_p50_ms=%.0f batch_p99_ms=%.0f"
                .formatted(Figures.median(jobBatches), Figures.percentile(jobBatches, 99)));
        Report.say("latency_p50_ms=%.0f latency_p99_ms=%.0f"
                .formatted(Figures.median(seen), Figures.percentile(seen, 99)));
        if (sparkJdbcBatches > 0) {
            Report.say("latency_vs_spark_jdbc=%.2f".formatted(Figures.median(jobBatches) / theirs));
        }
    }

    private static List<String> row(String what, List<Double> millis) {
        return List.of(
                what,
                "%.1f".formatted(Figures.median(millis)),
                "%.1f".formatted(Figures.percentile(millis, 90)),
                "%.1f".formatted(Figures.percentile(millis, 99)));
    }

    private List<Double> job(Run run, List<Double> wall) throws Exception {
        run.database().empty();
        TidegateJob job = run.job();
        EventFiles events = new EventFiles(1);
        int backlog = 2 * batches * FILES_PER_BATCH;
        events.write(job.input(), backlog, ROWS);
        List<Double> seen;
        try (Batches measured = Batches.of(run.spark());
                TidegateJob.Running running =
                        job.start("--trigger", "0", "--max-files-per-trigger", Integer.toString(FILES_PER_BATCH))) {
            Progress.await(run.database(), backlog, running);
            awaitReports(measured, 2 * batches);
            wall.addAll(measured.wall(batches, 2 * batches));
            Report.say("parts of a micro-batch, medians in ms: " + measured.parts(batches, 2 * batches));
            Report.say("of addBatch, medians in ms: " + run.database().batchParts());
            try (Connection connection = run.database().connect()) {
                Path input = job.input();
                seen = OneByOne.land(new Visible(connection), files, every, () -> events.writeAside(input, ROWS));
            }
        }
        new Checks(run.database()).job(backlog + files, (backlog + files) * (long) ROWS);
        return seen;
    }

    /** Spark tells its listeners a little later. */
    private static void awaitReports(Batches measured, int count) throws InterruptedException {
        while (measured.count() < count) {
            Thread.sleep(5);
        }
    }

    private List<Double> sparkJdbc(Run run) throws Exception {
        run.database().empty();
        SparkSession plain = run.plainSpark();
        Path folder = run.newFolder("spark-jdbc");
        int backlog = 2 * sparkJdbcBatches * FILES_PER_BATCH;
        List<Path> written = new EventFiles(1).write(run.newFolder("files"), backlog, ROWS);
        SparkJdbc way = new SparkJdbc(plain, run.database(), folder, FILES_PER_BATCH);
        way.prepare(written);
        try (Batches measured = Batches.of(plain)) {
            StreamingQuery query = way.start(Trigger.ProcessingTime(0));
            try {
                while (measured.count() < 2 * sparkJdbcBatches) {
                    query.awaitTermination(50);
                    if (query.exception().isDefined()) {
                        throw query.exception().get();
                    }
                }
            } finally {
                query.stop();
            }
            new Checks(run.database()).rows(way.schema(), backlog * (long) ROWS);
            return measured.wall(sparkJdbcBatches, 2 * sparkJdbcBatches);
        }
    }
}
