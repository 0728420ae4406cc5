/**
 * What becomes of files that are loaded: they are moved out of the input folder, into the archive or into quarantine, deleted, or
 * left.
 *
 * <p>{@link dev.tidegate.ingest.archive.LoadedFiles} is the door. Nothing is moved before its load is committed; what a crash or
 * a full disk left undone is done at the next start or the next trigger. Knows {@code load} and {@code files}.
 */
package dev.tidegate.ingest.archive;
