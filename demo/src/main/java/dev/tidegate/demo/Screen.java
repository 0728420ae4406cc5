package dev.tidegate.demo;

import java.time.Duration;
import java.util.Locale;

/** What the demo shows while it runs. */
interface Screen {
    /** Shows the state, {@code elapsed} after the start. */
    void show(Progress progress, Duration elapsed);

    /** Prints a line that stays on the screen. */
    void say(String text);

    /** A duration as a clock shows it. */
    static String clock(Duration elapsed) {
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d", elapsed.toHours(), elapsed.toMinutesPart(), elapsed.toSecondsPart());
    }

    /** A duration in seconds and tenths. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
