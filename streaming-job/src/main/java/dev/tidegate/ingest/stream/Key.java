package dev.tidegate.ingest.stream;

import java.io.Serializable;
import java.util.List;

/** What tells one row of a stream's table from another. */
public sealed interface Key extends Serializable {

    /** Columns of the table, each NOT NULL. */
    record Columns(List<String> names) implements Key {
        public Columns {
            names = List.copyOf(names);
        }
    }

    /**
     * The file and the line from which a row comes: rows are only ever appended.
     *
     * @param sameBytesAgain whether a file whose bytes were loaded before is another one, and not the same once more
     */
    record FileAndLine(boolean sameBytesAgain) implements Key {}
}
