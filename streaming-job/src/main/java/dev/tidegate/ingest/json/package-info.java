/**
 * The values of a JSON object, found by their paths.
 *
 * <p>{@code JsonPaths} is what is asked for, and {@code JsonRecord} reads one object after the other; {@code JsonLeaves} are all
 * values there are in one, for who does not know yet what to ask for. Numbers are the letters that stand there, never a double.
 * Knows no other package.
 */
package dev.tidegate.ingest.json;
