package dev.tidegate.generator.lines;

import java.time.Instant;
import java.util.UUID;

/**
 * One line of a file and what is meant by it.
 *
 * @param eventId the event the line was made from, even if the line itself no longer tells
 * @param timestamp likewise
 * @param text the line as it is written, without line end
 */
public record Line(Kind kind, UUID eventId, Instant timestamp, String text) {}
