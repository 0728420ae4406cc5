/**
 * Spark as the job needs it: its settings, and whether the network that it runs on is safe.
 *
 * <p>{@link dev.tidegate.ingest.spark.TunedSpark} is the door. Knows {@code checkpoint}, which it makes Spark use, {@code log},
 * and of {@code database} how a refusal is told.
 */
package dev.tidegate.ingest.spark;
