/**
 * One value: a text as it was delivered becomes what the type of its column keeps, or breaks a rule. The grammars are written
 * out and strict; nothing is rounded, cut off or guessed.
 *
 * <p>{@link dev.tidegate.ingest.value.Reading} is the door. Knows what {@code stream} declares, and nothing else.
 */
package dev.tidegate.ingest.value;
