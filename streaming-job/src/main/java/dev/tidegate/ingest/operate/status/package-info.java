/**
 * What came in: the commands {@code status}, {@code files} and {@code file}.
 *
 * <p>Knows {@code console}, {@code ledger}, and {@code rejects} for the dead letters of a file.
 */
package dev.tidegate.ingest.operate.status;
