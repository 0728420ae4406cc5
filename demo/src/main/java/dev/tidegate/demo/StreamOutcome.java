package dev.tidegate.demo;

/**
 * What became of a declared stream.
 *
 * @param run what this run loaded
 * @param ledger all that was ever loaded of it
 * @param left files that still wait in its landing folder
 */
record StreamOutcome(String stream, Totals run, Totals ledger, long left) {}
