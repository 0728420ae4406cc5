package dev.tidegate.ingest.operate.check;

/**
 * A record that the rules refuse.
 *
 * @param line physical line, from 1
 * @param byteOffset place of its first byte in the file, unpacked
 * @param byteLength its bytes without the line end
 * @param reason code of the rule
 * @param column that breaks it; null where the record as a whole does
 * @param message what was found and what was expected
 */
public record Reject(long line, long byteOffset, long byteLength, String reason, String column, String message) {}
