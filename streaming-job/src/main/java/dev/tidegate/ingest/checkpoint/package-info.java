/**
 * Spark's checkpoint on a local disk: each file whole, and cheap. One that a power cut broke is put aside, since the ledger is
 * the truth about what was loaded.
 *
 * <p>Spark's default forks about ten processes for each file; this is told to Spark by
 * {@code spark.sql.streaming.checkpointFileManagerClass}. Knows no other package.
 */
package dev.tidegate.ingest.checkpoint;
