package dev.tidegate.ingest.csv;

import java.io.Serializable;

/**
 * A byte of a file at which a record may begin.
 *
 * @param line the physical line of that byte, counted from 1
 */
public record SplitPoint(long offset, long line) implements Serializable {
    public static final SplitPoint START_OF_FILE = new SplitPoint(0, 1);
}
