package dev.tidegate.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A line where the totals have changed: for files, pipes and logs. */
final class LineScreen implements Screen {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintStream out;
    private List<Totals> shown;
    private Duration next = Duration.ZERO;

    LineScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(Progress progress, Duration elapsed) {
        List<Totals> totals = totals(progress);
        if (totals.equals(shown) || elapsed.compareTo(next) < 0) {
            return;
        }
        next = elapsed.plus(BETWEEN_LINES);
        shown = totals;
        String newest = progress.newest()
                .map(batch -> " batch=" + batch.number() + " took=" + batch.milliseconds() + "ms lag="
                        + batch.lag().toMillis() + "ms")
                .orElse("");
        say(Screen.clock(elapsed) + " " + progress.totals() + " waiting=" + progress.waiting() + newest);
        for (StreamProgress stream : progress.declared()) {
            say(Screen.clock(elapsed) + " stream " + stream.stream() + " " + stream.totals() + " waiting="
                    + stream.waiting());
        }
    }

    private static List<Totals> totals(Progress progress) {
        return Stream.concat(
                        Stream.of(progress.totals()),
                        progress.declared().stream().map(StreamProgress::totals))
                .toList();
    }

    @Override
    public void say(String text) {
        out.println(text);
    }
}
