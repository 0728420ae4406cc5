/**
 * Spark as the job needs it: its settings, whether the network that it runs on is safe, and whose process the driver is in.
 *
 * <p>{@link dev.tidegate.ingest.spark.TunedSpark} is the door. Knows {@code checkpoint}, which it makes Spark use, {@code log},
 * and of {@code database} how a refusal is told.
 */
package dev.tidegate.ingest.spark;
