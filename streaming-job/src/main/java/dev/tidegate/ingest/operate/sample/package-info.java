/**
 * Made-up files of a declared stream, to try its declaration with: the command {@code sample}. Knows {@code console}.
 */
package dev.tidegate.ingest.operate.sample;
