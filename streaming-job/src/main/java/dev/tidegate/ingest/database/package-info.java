/**
 * The way to the database: connections, whether it is one for this job, the right to write in it, and what its errors mean.
 *
 * <p>{@link dev.tidegate.ingest.database.Database} makes connections, {@link dev.tidegate.ingest.database.Lease} holds the right
 * to write. Knows no other package.
 */
package dev.tidegate.ingest.database;
