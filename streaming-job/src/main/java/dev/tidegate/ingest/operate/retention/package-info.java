/**
 * Old files, dead letters, rows of micro-batches and tombstones removed: the command {@code retention}.
 *
 * <p>Knows {@code console}, {@code ledger} {@code stream}, and {@code archive} for whose a folder is and whether it is empty.
 */
package dev.tidegate.ingest.operate.retention;
