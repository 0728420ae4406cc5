/**
 * Keeps the cohorts up to date behind the loads of the stream {@code events}. What is done says the function
 * {@code refresh_cohorts()} of the database; here is when.
 *
 * <p>{@link dev.tidegate.ingest.cohort.Cohorts} is the door. Knows the database only.
 */
package dev.tidegate.ingest.cohort;
