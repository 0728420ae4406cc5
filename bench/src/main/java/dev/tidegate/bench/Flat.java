package dev.tidegate.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether a micro-batch at the end of a long run costs the same as one near its start. */
@Command(
        name = "flat",
        description =
                "Many small files through one running job: time of a micro-batch, checkpoint and heap, late and early.")
final class Flat extends Measurement {

    private static final int ROWS = 15;
    private static final int BATCHES_WAITING_AT_MOST = 100;

    @Option(
            names = "--files",
            defaultValue = "10000",
            description = "files; 100000 for the whole picture (default: ${DEFAULT-VALUE})")
    private int files;

    @Option(
            names = "--files-per-batch",
            defaultValue = "3",
            description = "files of a micro-batch (default: ${DEFAULT-VALUE})")
    private int filesPerBatch;

    @Override
    void measure(Run run) throws Exception {
        Report.say("flat: %,d files of %d rows, %d a micro-batch".formatted(files, ROWS, filesPerBatch));
        run.database().empty();
        TidegateJob job = run.job();
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("tenth", "batch_p50_ms", "batch_p99_ms"));
        List<Double> heap = new ArrayList<>();
        try (Batches batches = Batches.of(run.spark());
                TidegateJob.Running running =
                        job.start("--trigger", "0", "--max-files-per-trigger", Integer.toString(filesPerBatch))) {
            produce(run, job, running, heap);
            List<Double> medians = new ArrayList<>();
            int count = batches.count();
            for (int tenth = 0; tenth < 10; tenth++) {
                List<Double> wall = batches.wall(count * tenth / 10, count * (tenth + 1) / 10);
                medians.add(Figures.median(wall));
                table.add(List.of(
                        Integer.toString(tenth + 1),
                        "%.1f".formatted(medians.get(tenth)),
                        "%.1f".formatted(Figures.percentile(wall, 99))));
            }
            run.report().table("flat", table);
            Report.say("checkpoint_mb=%.2f heap_after_gc_early_mb=%.0f heap_after_gc_late_mb=%.0f"
                    .formatted(size(job.checkpoint()) / 1e6, heap.get(0), heap.get(1)));
            Report.say("flat_ratio=%.2f".formatted(medians.get(9) / medians.get(1)));
        }
        new Checks(run.database()).job(files, files * (long) ROWS);
    }

    /** Keeps some files waiting, so that each micro-batch is full, but few enough that listing them costs nothing. */
    private void produce(Run run, TidegateJob job, TidegateJob.Running running, List<Double> heap) throws Exception {
        EventFiles events = new EventFiles(2);
        try (Progress progress = new Progress(run.database())) {
            int written = 0;
            long loaded = 0;
            while (loaded < files) {
                running.requireAlive();
                for (; written < files && written - loaded < waitingAtMost(); written++) {
                    events.write(job.input(), ROWS);
                }
                Thread.sleep(50);
                loaded = progress.files();
                if (heap.isEmpty() && loaded >= files / 5) {
                    heap.add(heapAfterCollection());
                }
            }
            heap.add(heapAfterCollection());
        }
    }

    private long waitingAtMost() {
        return (long) BATCHES_WAITING_AT_MOST * filesPerBatch;
    }

    /** MB. */
    private static double heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
