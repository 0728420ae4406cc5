/**
 * The one transaction of a micro-batch, or of a replay: fence, ledger, merge, dead letters, totals.
 *
 * <p>{@link dev.tidegate.ingest.merge.MergeTransaction} and {@link dev.tidegate.ingest.merge.Replay} are the doors, and
 * {@link dev.tidegate.ingest.merge.Ledger} for the moves of files. Knows {@code stage} and what that knows.
 */
package dev.tidegate.ingest.merge;
