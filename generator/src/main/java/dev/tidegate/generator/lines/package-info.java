/**
 * Turns events into lines of CSV, and some of them into the trouble a real delivery brings: lines that come twice,
 * corrections, stragglers, broken lines, unknown types. {@link dev.tidegate.generator.lines.Lines} is the door.
 */
package dev.tidegate.generator.lines;
