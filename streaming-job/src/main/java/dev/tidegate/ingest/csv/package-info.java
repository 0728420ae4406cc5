/**
 * How the bytes of a file are records: framing, encoding, header or lines of JSON, and each record with its line, offset and
 * length.
 *
 * <p>{@code CsvRecords} is the door; {@code Dialect} and {@code Columns} say how a file is written, {@code FileHead} what stands at
 * its begin, {@code FramingScan} where it can be split. Needs neither Spark nor a file system: bytes come as a stream. Knows
 * {@code files}, for what a file may cost and how it is refused, and {@code json}, by which a line of JSON is a record.
 */
package dev.tidegate.ingest.csv;
