/**
 * The streaming job: {@code source} → {@code rules} → {@code load} → {@code archive}.
 *
 * <p>{@link dev.tidegate.ingest.IngestJob} wires the stages, {@link dev.tidegate.ingest.MicroBatch} is what happens to each
 * micro-batch. This package knows all the others, and none knows it.
 */
package dev.tidegate.ingest;
