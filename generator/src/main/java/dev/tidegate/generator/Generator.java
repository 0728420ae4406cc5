package dev.tidegate.generator;

import dev.tidegate.generator.files.LandingFolder;
import dev.tidegate.generator.lines.Lines;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Keeps the pace: a file every interval, until there are enough or a stop is asked for. */
final class Generator {

    private final Lines lines;
    private final LandingFolder folder;
    private final StopSignal stop;
    private final Consumer<String> log;

    Generator(Lines lines, LandingFolder folder, StopSignal stop, Consumer<String> log) {
        this.lines = lines;
        this.folder = folder;
        this.stop = stop;
        this.log = log;
    }

    void run(long files, int eventsPerFile, Duration interval) throws IOException, InterruptedException {
        long due = System.nanoTime();
        for (long number = 1; number <= files && !stop.isRequested(); number++) {
            log.accept(folder.write(lines, eventsPerFile).summary());
            due += interval.toNanos();
            long early = due - System.nanoTime();
            if (early < 0) {
                // What was missed is not made up for: after a pause of the machine there is no burst of files.
                due -= early;
            } else if (number < files) {
                stop.awaitFor(Duration.ofNanos(early));
            }
        }
    }
}
