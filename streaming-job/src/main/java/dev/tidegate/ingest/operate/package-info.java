/**
 * The operator's commands: what came in, what was refused and why, once more, is everything really there?
 *
 * <p>{@link dev.tidegate.ingest.operate.TidegateCommand} is the door, each {@code ..Command} a command. They work on the
 * tables and the folders beside a running job, and run without Spark.
 */
package dev.tidegate.ingest.operate;
