package dev.tidegate.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** One block of lines at the foot of a terminal, overwritten each time; what is said stays above it. */
final class BlockScreen implements Screen {
    private final PrintStream out;
    private long linesShown;

    BlockScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(Progress progress, Duration elapsed) {
        String block = block(progress, elapsed)
                + progress.declared().stream().map(BlockScreen::stream).collect(Collectors.joining());
        say(block);
        linesShown = block.lines().count();
    }

    @Override
    public void say(String text) {
        if (linesShown > 0) {
            // ANSI: up by the number of lines, then clear to the end of the screen.
            out.print("\033[" + linesShown + "A\033[J");
            linesShown = 0;
        }
        out.println(text);
        out.flush();
    }

    /** No line over 80 characters: one that wraps could not be overwritten. */
    private static String block(Progress progress, Duration elapsed) {
        Totals totals = progress.totals();
        return String.format(
                Locale.ROOT,
                """

                Tidegate demo, %s                              Ctrl-C stops in order
                  files  %,12d loaded     %,10d waiting
                  events %,12d read       %,10d inserted   %,10d updated
                         %,12d unchanged  %,10d stale      %,10d duplicate
                         %,12d filtered   %,10d rejected
                  newest %s""",
                Screen.clock(elapsed),
                totals.files(),
                progress.waiting(),
                totals.read(),
                totals.inserted(),
                totals.updated(),
                totals.unchanged(),
                totals.stale(),
                totals.duplicate(),
                totals.filtered(),
                totals.rejected(),
                progress.newest().map(BlockScreen::newest).orElse("no micro-batch yet"));
    }

    private static String stream(StreamProgress progress) {
        Totals totals = progress.totals();
        return String.format(
                Locale.ROOT,
                "%n  %s: %,d files, %,d waiting; %,d read, %,d in, %,d new versions, %,d rejected",
                progress.stream(),
                totals.files(),
                progress.waiting(),
                totals.read(),
                totals.inserted(),
                totals.updated(),
                totals.rejected());
    }

    private static String newest(Batch batch) {
        return String.format(
                Locale.ROOT,
                "batch %d: %d files, %,d events in %,d ms, %s after the file",
                batch.number(),
                batch.files(),
                batch.records(),
                batch.milliseconds(),
                Screen.seconds(batch.lag()));
    }
}
