package dev.tidegate.bench;

import dev.tidegate.postgres.SetupScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The job as its users run it: by scripts/submit.sh, in a process of its own. */
record JobProcess(double seconds, long peakRssBytes) {

    private static final long LOOK_MILLIS = 100;

    /** Runs the job to its end. */
    static JobProcess run(TidegateJob job, String heap, String... options) throws IOException, InterruptedException {
        Path top = SetupScript.find().getParent();
        List<String> command =
                new ArrayList<>(List.of(top.resolve("scripts/submit.sh").toString()));
        command.addAll(job.arguments(options));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("TIDEGATE_DRIVER_MEMORY", heap);
        long begin = System.nanoTime();
        Process process = builder.inheritIO().start();
        long peak = 0;
        // The scripts replace themselves by Java, so it is the process that was started.
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peakRss(process.pid()));
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (process.exitValue() != 0) {
            throw new CheckFailedException("The job ended with status %d: expected 0".formatted(process.exitValue()));
        }
        return new JobProcess(seconds, peak);
    }

    /** The most memory that a process has had, in bytes; 0 where the system does not tell. */
    private static long peakRss(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            if (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
                throw e;
            }
            // It ended before it could be read.
            return 0;
        }
    }
}
