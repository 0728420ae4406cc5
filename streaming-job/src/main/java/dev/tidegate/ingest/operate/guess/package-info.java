/**
 * How files of an unknown form may be read: the command {@code guess}. It looks at a sample of each file, tries what the readers
 * and rules of the job would make of it, and prints a mapping with the evidence; a stream of its own it declares here. Knows
 * {@code console}, {@code check}, and the stages of reading; no database.
 */
package dev.tidegate.ingest.operate.guess;
