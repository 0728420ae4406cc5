/**
 * What is declared: a stream, the columns of its table, and what a value must be.
 *
 * <p>{@link dev.tidegate.ingest.stream.Stream} is the door, {@link dev.tidegate.ingest.stream.Events} the stream that is built
 * in. Lists of columns in SQL are made here, too, by {@link dev.tidegate.ingest.stream.ColumnLists}. Files in YAML become
 * streams by {@link dev.tidegate.ingest.stream.DeclaredStream}. Knows {@code yaml} and no other package.
 */
package dev.tidegate.ingest.stream;
