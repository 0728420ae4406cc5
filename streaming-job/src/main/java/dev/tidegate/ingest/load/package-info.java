/**
 * Loads a micro-batch into PostgreSQL: rows, dead letters and ledger appear in one transaction, or not at all.
 *
 * <p>{@link dev.tidegate.ingest.load.Loader} is the door. Staging comes first, in which the tasks judge and COPY, and holds no
 * lock; then the fence, the ledger, the merge. Knows {@code source}, {@code files}, {@code rules} and {@code stream}.
 */
package dev.tidegate.ingest.load;
