/**
 * Loads micro-batches: stages each and merges it, the same again where the database fails, for as long as it takes.
 *
 * <p>{@link dev.tidegate.ingest.load.Loader} is the door. Knows {@code stage}, {@code merge} and what those know.
 */
package dev.tidegate.ingest.load;
