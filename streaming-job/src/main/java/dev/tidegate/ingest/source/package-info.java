/**
 * The streaming source {@code landing}: files that land in a folder, oldest first, as records with file, line and offset.
 *
 * <p>Spark's own file source cannot keep the promise of this project (docs/decisions). Here the offset of a micro-batch
 * is the list of its files, so that a replay reads exactly the same, and no state grows. Before a zip archive of several files
 * comes into one, it is taken apart in the folder ({@code Unzipping}). {@code LandingSource} is the door for Spark. Knows
 * {@code csv}, {@code packing}, {@code files} and {@code fault}; what it must not offer it is told through {@code LandingGate}.
 */
package dev.tidegate.ingest.source;
