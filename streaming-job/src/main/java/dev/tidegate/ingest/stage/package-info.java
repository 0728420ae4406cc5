/**
 * Records on their way into staging tables: the tasks judge them, encode them for COPY and bring them to the driver or into
 * tables of the micro-batch. No lock is held meanwhile, and nothing is known of the ledger.
 *
 * <p>{@link dev.tidegate.ingest.stage.Staged} is what comes of it. Knows {@code source}, {@code files}, {@code rules},
 * {@code stream} and {@code database}.
 */
package dev.tidegate.ingest.stage;
