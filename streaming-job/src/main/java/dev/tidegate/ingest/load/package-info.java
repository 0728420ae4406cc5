/**
 * Loads a micro-batch into PostgreSQL: rows, dead letters and ledger appear in one transaction, or not at all.
 *
 * <p>{@link dev.tidegate.ingest.load.Loader} is the door. Staging (COPY) comes first and holds no lock; then the fence, the
 * ledger, the merge. Knows {@code source} and {@code files}; that records were judged by {@code rules} it sees in
 * {@link dev.tidegate.ingest.load.JudgedRow}.
 */
package dev.tidegate.ingest.load;
