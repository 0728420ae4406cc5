/**
 * Measures the streaming job beside two other ways into the same table, in one run and in turn: {@code COPY} and an upsert on
 * one connection, and Spark's JDBC writer with an upsert behind it. After each measurement it checks what was loaded.
 *
 * <p>Timings depend on the machine; the ratios between the ways are what counts. No test looks at them.
 */
package dev.tidegate.bench;
