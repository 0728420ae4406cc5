package dev.tidegate.demo;

import java.util.List;
import java.util.Optional;

/**
 * The job's progress.
 *
 * @param waiting files in the landing folder
 * @param newest empty before the first micro-batch
 * @param declared what streams other than the events have
 */
record Progress(Totals totals, long waiting, Optional<Batch> newest, List<StreamProgress> declared) {}
