/**
 * Writes synthetic events of a shop as CSV files, for the job to load. The way of the data:
 * {@code shop} (what happens) to {@code lines} (how it is written down, and what goes wrong on the way) to
 * {@code files} (how it lands in the folder). This package reads the options, puts the three together and keeps the
 * pace. It knows nothing of the job; the file format is all they share.
 */
package dev.tidegate.generator;
