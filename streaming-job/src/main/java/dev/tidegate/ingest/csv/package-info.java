/**
 * How the bytes of a file are records: framing, encoding, header, and each record with its line, offset and length.
 *
 * <p>{@code CsvRecords} is the door; {@code Dialect} and {@code Columns} say how a file is written. Needs neither Spark nor a
 * file system: bytes come as a stream. Knows {@code files}, for what a file may cost,
 * and {@code json}.
 */
package dev.tidegate.ingest.csv;
