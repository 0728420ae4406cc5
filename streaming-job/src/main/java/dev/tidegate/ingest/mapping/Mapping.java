package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.source.FileFormat;
import java.util.Set;

/**
 * How one kind of file becomes events.
 *
 * @param file where it was read, as it was named
 * @param format what the source needs to know
 * @param values what the rules need to know
 */
public record Mapping(String file, FileFormat format, ValueFormat values) {

    /** The same where the job takes these event types, and the mapping does not say which it takes. */
    Mapping accepting(Set<String> eventTypes) {
        return new Mapping(file, format, values.accepting(eventTypes));
    }

    /** Whether its files have no event ids, so that they are made, and rows of one id are numbered. */
    boolean derivesIds() {
        return values.idColumns() != null && !values.idColumns().unique();
    }
}
