/**
 * Old files, dead letters and rows of micro-batches removed: the command {@code retention}.
 *
 * <p>Knows {@code console}, {@code ledger} and {@code archive} for whose a folder is.
 */
package dev.tidegate.ingest.operate.retention;
