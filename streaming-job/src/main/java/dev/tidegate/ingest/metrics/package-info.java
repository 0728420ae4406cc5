/**
 * What a monitoring system sees of the running job: numbers for Prometheus and a health answer.
 *
 * <p>{@link dev.tidegate.ingest.metrics.JobMetrics} is the door: it is told what happens, and counts. Knows the results of
 * {@code load}, and the reasons for rejects of {@code rules} and {@code source}. Nothing in here can stop or slow a load.
 */
package dev.tidegate.ingest.metrics;
