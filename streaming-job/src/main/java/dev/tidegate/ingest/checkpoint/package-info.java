/**
 * Spark's checkpoint on a local disk, durable and cheap.
 *
 * <p>Spark's default forks about ten processes for each file and never syncs; this is told to Spark by
 * {@code spark.sql.streaming.checkpointFileManagerClass}. Knows no other package.
 */
package dev.tidegate.ingest.checkpoint;
