package dev.tidegate.demo;

import java.io.PrintStream;
import java.time.Duration;

/** A line where the totals have changed: for files, pipes and logs. */
final class LineScreen implements Screen {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintStream out;
    private Totals shown;
    private Duration next = Duration.ZERO;

    LineScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(Progress progress, Duration elapsed) {
        if (progress.totals().equals(shown) || elapsed.compareTo(next) < 0) {
            return;
        }
        next = elapsed.plus(BETWEEN_LINES);
        shown = progress.totals();
        String newest = progress.newest()
                .map(batch -> " batch=" + batch.number() + " took=" + batch.milliseconds() + "ms lag="
                        + batch.lag().toMillis() + "ms")
                .orElse("");
        say(Screen.clock(elapsed) + " " + shown + " waiting=" + progress.waiting() + newest);
    }

    @Override
    public void say(String text) {
        out.println(text);
    }
}
