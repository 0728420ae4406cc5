package dev.tidegate.demo;

import java.time.Duration;

/**
 * The options of a run.
 *
 * @param limit how long it lasts
 * @param interval from one file to the next, as the generator takes it
 * @param dashboardPort 0 for any free one
 */
record RunOptions(Duration limit, String interval, int dashboardPort) {}
