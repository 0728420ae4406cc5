package dev.tidegate.ingest.source;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * What the columns of a file are called and which of them a header must name. A file may have them in any order, and
 * others besides.
 *
 * @param names in lower case and without blanks around them; the place of a name is the number of the column
 * @param required those of {@code names} without which a file is unusable
 */
public record Columns(List<String> names, Set<String> required) implements Serializable {

    /** @throws IllegalArgumentException if a required column is none of the names */
    public Columns {
        names = List.copyOf(names);
        required = Set.copyOf(required);
        if (!names.containsAll(required)) {
            throw new IllegalArgumentException("Columns " + required + " are required, but the names are " + names);
        }
    }
}
