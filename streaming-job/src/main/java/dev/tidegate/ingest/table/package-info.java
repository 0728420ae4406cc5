/**
 * The table of a stream: whether it is what the stream declares, and the statements that make it so.
 *
 * <p>{@link dev.tidegate.ingest.table.TargetTable} is the door. Knows declarations and how to read a catalogue, and no stage.
 */
package dev.tidegate.ingest.table;
