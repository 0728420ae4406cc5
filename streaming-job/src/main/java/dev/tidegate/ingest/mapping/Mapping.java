package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.rules.ValueFormat;
import dev.tidegate.ingest.source.FileFormat;

/**
 * How one kind of file becomes events.
 *
 * @param file where it was read, as it was named
 * @param format what the source needs to know
 * @param values what the rules need to know
 */
public record Mapping(String file, FileFormat format, ValueFormat values) {

    /** Whether its files have no event ids, so that they are made, and rows of one id are numbered. */
    boolean derivesIds() {
        return values.idColumns() != null && !values.idColumns().unique();
    }
}
