package dev.tidegate.demo;

import java.time.Duration;
import java.util.List;

/**
 * The options of a run.
 *
 * @param limit how long it lasts
 * @param interval from one file to the next, as the generator takes it
 * @param dashboardPort 0 for any free one
 * @param streams files that declare streams to run beside the events
 */
record RunOptions(Duration limit, String interval, int dashboardPort, List<String> streams) {}
