/**
 * Folders of files, on this machine's disk or on any Hadoop file system: list, stat, read, move.
 *
 * <p>What every stage needs to know of files and no more. Knows no other package. Local folders need neither Spark nor
 * Hadoop, so that the operator's commands start without them.
 */
package dev.tidegate.ingest.files;
