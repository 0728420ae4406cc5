/**
 * Kept files, or those of their records that are open rejects, sent through today's rules once more: the command {@code replay}.
 *
 * <p>{@link dev.tidegate.ingest.operate.replay.Replayer} is the door. Knows {@code console}, {@code ledger}, {@code check}, and
 * {@code merge}, whose transaction it is.
 */
package dev.tidegate.ingest.operate.replay;
