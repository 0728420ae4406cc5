package dev.tidegate.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Messages that are printed once, when something happens. */
final class News {
    private static final String DASHBOARD_IS_UP = "The dashboard is at ";

    private final Screen screen;
    private boolean rowsTold;
    private boolean dashboardTold;

    News(Screen screen) {
        this.screen = screen;
    }

    /** The first rows that this run loaded. */
    void ofRows(Totals run, Duration elapsed) {
        if (!rowsTold && run.read() > 0) {
            rowsTold = true;
            screen.say("First rows loaded " + Screen.seconds(elapsed) + " after the start");
        }
    }

    /** Where the dashboard is; or why there is none, which is no reason to stop the rest. */
    void ofDashboard(Program dashboard) throws IOException {
        if (dashboardTold) {
            return;
        }
        boolean running = dashboard.isRunning();
        Optional<String> address = dashboard.firstLine(DASHBOARD_IS_UP);
        if (address.isPresent() || !running) {
            dashboardTold = true;
            screen.say(address.isPresent() ? address.get() : dashboard.obituary());
        }
    }
}
