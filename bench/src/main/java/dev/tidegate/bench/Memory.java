package dev.tidegate.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How much memory one huge file takes. */
@Command(
        name = "memory",
        description = "One huge file through scripts/submit.sh with a small heap: peak memory of the process.")
final class Memory extends Measurement {

    @Option(names = "--rows", defaultValue = "10000000", description = "rows of the file (default: ${DEFAULT-VALUE})")
    private int rows;

    @Option(names = "--heap", defaultValue = "1g", description = "heap of the job (default: ${DEFAULT-VALUE})")
    private String heap;

    @Override
    void measure(Run run) throws Exception {
        run.stopSpark();
        run.database().empty();
        TidegateJob job = new TidegateJob(null, run.database(), run.newFolder("memory"));
        Path file = new EventFiles(3).write(job.input(), rows);
        Report.say("memory: one file of %,d rows, %,d MB, heap %s".formatted(rows, Files.size(file) >> 20, heap));
        JobProcess process = JobProcess.run(job, heap, "--once");
        new Checks(run.database()).job(1, rows);
        run.report()
                .table(
                        "memory",
                        List.of(
                                List.of("rows", "seconds", "rows_per_s", "peak_rss_mb"),
                                List.of(
                                        Integer.toString(rows),
                                        "%.0f".formatted(process.seconds()),
                                        "%.0f".formatted(rows / process.seconds()),
                                        Long.toString(process.peakRssBytes() >> 20))));
        Report.say("peak_rss_mb=%d".formatted(process.peakRssBytes() >> 20));
    }
}
