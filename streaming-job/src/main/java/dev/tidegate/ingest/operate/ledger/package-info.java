/**
 * What a command looks at: the database as the operator logs in, rows of the ledger, and the folders that their files are in.
 *
 * <p>{@link dev.tidegate.ingest.operate.ledger.Query} runs the statements of all commands; each lies beside the class that runs
 * it. Knows {@code console}, {@code merge}, {@code files}, {@code database}, {@code table},
 * {@code stream}, {@code options} and {@code log}; no command.
 */
package dev.tidegate.ingest.operate.ledger;
