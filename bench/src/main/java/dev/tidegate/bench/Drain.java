package dev.tidegate.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast a backlog of small files shrinks. */
@Command(
        name = "drain",
        description = "A backlog of small files with --drain: files a second at 3 and at 100 files a micro-batch.")
final class Drain extends Measurement {

    private static final int ROWS = 15;

    @Option(
            names = "--files-at-3",
            defaultValue = "3000",
            description = "backlog for 3 files a micro-batch (default: ${DEFAULT-VALUE})")
    private int filesAt3;

    @Option(
            names = "--files-at-100",
            defaultValue = "20000",
            description = "backlog for 100 files a micro-batch (default: ${DEFAULT-VALUE})")
    private int filesAt100;

    @Override
    void measure(Run run) throws Exception {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("files_per_batch", "files", "files_per_s"));
        double at3 = drain(run, 3, filesAt3, table);
        double at100 = drain(run, 100, filesAt100, table);
        run.report().table("drain", table);
        Report.say("drain_files_per_s_at_3=%.0f drain_files_per_s_at_100=%.0f".formatted(at3, at100));
    }

    private static double drain(Run run, int filesPerBatch, int files, List<List<String>> table) throws Exception {
        Report.say("drain: %,d files of %d rows, %d a micro-batch".formatted(files, ROWS, filesPerBatch));
        run.database().empty();
        TidegateJob job = run.job();
        new EventFiles(filesPerBatch).write(job.input(), files, ROWS);
        try (TidegateJob.Running running =
                job.start("--drain", "--max-files-per-trigger", Integer.toString(filesPerBatch))) {
            Progress.await(run.database(), files, running);
        }
        new Checks(run.database()).job(files, files * (long) ROWS);
        double rate = files / seconds(run);
        table.add(List.of(Integer.toString(filesPerBatch), Integer.toString(files), "%.0f".formatted(rate)));
        return rate;
    }

    /** From the first micro-batch to the last COMMIT. */
    private static double seconds(Run run) throws Exception {
        try (Connection connection = run.database().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT extract(epoch FROM max(committed_at) - min(started_at)) FROM ingest_batches")) {
            row.next();
            return row.getDouble(1);
        }
    }
}
