/**
 * What stands in a sample of a file of an unknown form: its encoding, its fields or paths, how numbers and times are written, and
 * what is known of names and words before. Knows the readers and rules of the job, which try it.
 */
package dev.tidegate.ingest.operate.guess.sample;
