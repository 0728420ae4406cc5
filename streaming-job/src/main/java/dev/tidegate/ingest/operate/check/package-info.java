/**
 * Files read and judged as the job does it, without loading them: the command {@code check}.
 *
 * <p>{@link dev.tidegate.ingest.operate.check.JudgedFile} is the door for the other commands that read a file again. Knows
 * {@code console} and the stages of reading; no database.
 */
package dev.tidegate.ingest.operate.check;
