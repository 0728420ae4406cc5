/**
 * The operator's commands: what came in, what was refused and why, once more, is everything really there?
 *
 * <p>{@link dev.tidegate.ingest.operate.TidegateCommand} is the command line. It knows the packages below, each of which has one
 * command or a few that belong together; none knows it. They work on the tables and the folders beside a running job, and run
 * without Spark. {@code console} and {@code ledger} are what they share.
 */
package dev.tidegate.ingest.operate;
