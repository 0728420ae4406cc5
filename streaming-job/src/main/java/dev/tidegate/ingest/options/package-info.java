/**
 * The options that the job and the operator's commands have in common: where the folders and the database are, and how
 * durations and zones are written. Each is a flag, or an environment variable where the flag is not given.
 */
package dev.tidegate.ingest.options;
