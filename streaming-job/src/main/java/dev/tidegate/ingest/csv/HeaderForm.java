package dev.tidegate.ingest.csv;

import java.io.Serializable;
import java.util.List;

/**
 * What stands above the records of a file.
 *
 * @param skipped lines at the begin of a file that are passed over, whatever they hold
 * @param place where the header is
 * @param names of the fields in their order, in lower case, where files have no header; else none
 */
public record HeaderForm(int skipped, Place place, List<String> names) implements Serializable {

    /** The first line that is neither blank nor a comment. */
    public static final HeaderForm FIRST_LINE = new HeaderForm(0, Place.FIRST, List.of());

    /** So many lines may stand above a header that is looked for. */
    public static final int LOOKED_THROUGH = 200;

    /** Where the header of a file is. */
    public enum Place {
        /** It is the first line. */
        FIRST,
        /** It is the first line that names all columns that must be there. */
        FIND,
        /** There is none. */
        NONE
    }

    /** @throws IllegalArgumentException if fields of files without a header have no names, or others have some */
    public HeaderForm {
        names = List.copyOf(names);
        if (names.isEmpty() == (place == Place.NONE)) {
            throw new IllegalArgumentException(
                    "The header is %s and %d names are given: expected names where, and only where, there is no header"
                            .formatted(place, names.size()));
        }
    }
}
