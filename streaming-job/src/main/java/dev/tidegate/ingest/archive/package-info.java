/**
 * Moves files that are loaded out of the input folder, into the archive or into quarantine.
 *
 * <p>{@link dev.tidegate.ingest.archive.Archive} is the door. Nothing is moved before its load is committed; what a crash or
 * a full disk left undone is done at the next start or the next trigger. Knows {@code load} and {@code files}.
 */
package dev.tidegate.ingest.archive;
