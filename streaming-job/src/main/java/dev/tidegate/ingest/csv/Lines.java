package dev.tidegate.ingest.csv;

import java.util.List;
import java.util.Locale;

/**
 * What stands in a file besides records of one line.
 *
 * @param aboveHeader lines above the header, or above the records of a file without one
 * @param firstAbove the begins of the first of them
 * @param comments comments among the records
 * @param spanning records that go over several lines
 * @param doubtful those of them of which each line would be a record by itself, were quotes characters like any other
 * @param firstDoubtful the line of the first of them; 0 where there is none
 */
public record Lines(
        long aboveHeader, List<String> firstAbove, long comments, long spanning, long doubtful, long firstDoubtful) {

    /** Of a file that was not read. */
    public static final Lines NONE = new Lines(0, List.of(), 0, 0, 0, 0);

    /** What people should know of records that may have been several; null where there is nothing. */
    public String doubt() {
        return doubtful == 0
                ? null
                : String.format(
                        Locale.ROOT,
                        "in %,d of the records that span lines each line would be a record by itself, first in line %,d: stray"
                                + " quotes may have joined them. A mapping with quote: none takes each line for itself",
                        doubtful,
                        firstDoubtful);
    }
}
