package dev.tidegate.demo;

import java.io.PrintStream;
import java.time.Duration;

/** A line for each change of the totals: for files, pipes and logs. */
final class LineScreen implements Screen {
    private final PrintStream out;
    private Totals shown;

    LineScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(Progress progress, Duration elapsed) {
        if (progress.totals().equals(shown)) {
            return;
        }
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
