/**
 * Measures the streaming job beside other ways into the same table, in one run and in turn: {@code COPY} on one connection,
 * Spark's JDBC writer and pgloader, each with an upsert behind it. After each measurement it checks what was loaded.
 *
 * <p>Timings depend on the machine; the ratios between the ways are what counts. No test looks at them.
 */
package dev.tidegate.bench;
