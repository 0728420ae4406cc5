/**
 * From files in the landing folder to their records, in order, with file, line, offset and what is wrong with their
 * framing. Knows no rule about values and no database.
 */
package dev.tidegate.ingest.source;
