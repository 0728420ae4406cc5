/**
 * Whether everything is really there: ledger, tables, aggregates and kept files against each other: the command {@code verify}.
 *
 * <p>Knows {@code console}, {@code ledger} and {@code archive} for what a recovery put back.
 */
package dev.tidegate.ingest.operate.verify;
