package dev.tidegate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a small file of one stream waits while another stream of the same job works off large ones. */
@Command(
        name = "beside",
        description =
                "Small files of one stream, alone and beside a backlog of large files of another in the same job: from a file"
                        + " that can be seen to rows that can be.")
final class Beside extends Measurement {

    private static final int ROWS = 15;
    private static final String TABLE = "bench_readings";

    @Option(names = "--files", defaultValue = "150", description = "small files (default: ${DEFAULT-VALUE})")
    private int files;

    @Option(
            names = "--every",
            defaultValue = "300",
            description = "milliseconds from one to the next, on average (default: ${DEFAULT-VALUE})")
    private int every;

    @Option(names = "--large", defaultValue = "90", description = "large files (default: ${DEFAULT-VALUE})")
    private int large;

    @Option(names = "--rows", defaultValue = "200000", description = "rows of a large file (default: ${DEFAULT-VALUE})")
    private int rows;

    @Override
    void measure(Run run) throws Exception {
        Report.say("beside: %d small files of %d rows, alone and beside %d large ones of %d rows"
                .formatted(files, ROWS, large, rows));
        Path declaration =
                Files.writeString(run.newFolder("stream").resolve("readings.yaml"), BenchDatabase.sql("readings.yaml"));
        run.database().makeTable(declaration);
        List<Double> alone = small(run, declaration, 0);
        List<Double> beside = small(run, declaration, large);
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("file visible to rows visible", "p50_ms", "p95_ms", "p99_ms"));
        table.add(row("alone", alone));
        table.add(row("beside large files", beside));
        run.report().table("beside", table);
        Report.say(
                "beside_p95_vs_alone=%.2f".formatted(Figures.percentile(beside, 95) / Figures.percentile(alone, 95)));
    }

    private static List<String> row(String what, List<Double> millis) {
        return List.of(
                what,
                "%.1f".formatted(Figures.median(millis)),
                "%.1f".formatted(Figures.percentile(millis, 95)),
                "%.1f".formatted(Figures.percentile(millis, 99)));
    }

    /** The first fifth warms up and is not counted. */
    private List<Double> small(Run run, Path declaration, int backlog) throws Exception {
        run.database().empty();
        run.database().execute("TRUNCATE " + TABLE);
        TidegateJob job = run.job();
        new EventFiles(1).write(job.input(), backlog, rows);
        Path input = Files.createDirectories(job.input().resolve("readings"));
        try (TidegateJob.Running running =
                        job.start("--stream", "events", "--stream", declaration.toString(), "--trigger", "0");
                Connection connection = run.database().connect()) {
            oneByOne(connection, input, Math.max(1, files / 5));
            List<Double> seen = oneByOne(connection, input, files);
            running.requireAlive();
            try (Progress progress = new Progress(run.database())) {
                Report.say("large files loaded meanwhile: %d of %d".formatted(progress.files(), backlog));
                if (backlog > 0 && progress.files() == backlog) {
                    throw new CheckFailedException(
                            "The large files were done before the small ones: expected more, by --large");
                }
            }
            return seen;
        }
    }

    private List<Double> oneByOne(Connection connection, Path input, int count) throws Exception {
        return OneByOne.land(
                new Visible(connection, TABLE, "reading_id"), count, every, () -> writeAside(input, UUID.randomUUID()));
    }

    private static EventFiles.Aside writeAside(Path input, UUID last) throws IOException {
        StringBuilder text = new StringBuilder("reading_id,sensor,value\n");
        for (int row = 1; row < ROWS; row++) {
            text.append(UUID.randomUUID()).append(",attic,").append(row).append(".5\n");
        }
        text.append(last).append(",attic,0.5\n");
        return new EventFiles.Aside(
                Files.writeString(input.resolve(".aside.tmp"), text), input.resolve(last + ".csv"), last);
    }
}
