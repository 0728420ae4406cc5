/**
 * The values of a JSON object, found by their paths.
 *
 * <p>{@code JsonPaths} is what is asked for, and {@code JsonRecord} reads one object after the other. Numbers are the letters
 * that stand there, never a double. Knows no other package.
 */
package dev.tidegate.ingest.json;
