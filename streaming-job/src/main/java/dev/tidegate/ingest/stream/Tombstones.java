package dev.tidegate.ingest.stream;

import java.io.Serializable;
import java.util.Set;

/**
 * Which records take their row away. The key and the version of such a row stay, its other columns become NULL, and
 * {@code deleted_at} says when.
 *
 * @param header of the field that tells, in lower case
 * @param values of that field by which it does, trimmed
 */
public record Tombstones(String header, Set<String> values) implements Serializable {

    /** The column of the table that says when a row was taken away; NULL where it was not. */
    public static final String DELETED_AT = "deleted_at";

    public Tombstones {
        values = Set.copyOf(values);
    }
}
