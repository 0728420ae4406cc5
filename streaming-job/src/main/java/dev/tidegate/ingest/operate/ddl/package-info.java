/** The statements that make the table of a declared stream: the command {@code ddl}. Knows {@code console} and {@code ledger}. */
package dev.tidegate.ingest.operate.ddl;
