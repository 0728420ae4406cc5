package dev.tidegate.demo;

/**
 * A declared stream's progress.
 *
 * @param waiting files in its landing folder
 */
record StreamProgress(String stream, Totals totals, long waiting) {}
