/**
 * How a command speaks: tables, numbers and times for people, JSON and exit codes for scripts.
 *
 * <p>Knows {@code log} and {@code options}; nothing of database and files.
 */
package dev.tidegate.ingest.operate.console;
