/**
 * The files that the test delivers, and the truth about them: every version of a file with its bytes, its records and what
 * has to become of each. Knows nothing of the job.
 */
package dev.tidegate.crashtest.workload;
