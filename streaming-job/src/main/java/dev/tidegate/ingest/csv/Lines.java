package dev.tidegate.ingest.csv;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What stands in a file besides records of one line.
 *
 * @param aboveHeader lines above the header, or above the records of a file without one
 * @param firstAbove the begins of the first of them
 * @param comments comments among the records
 * @param spanning records that go over several lines
 * @param doubtful those of them of which each line would be a record by itself, were quotes characters like any other
 * @param firstDoubtful the line of the first of them; 0 where there is none
 * @param neverThere paths of JSON that a file must have by its mapping or stream, and that no object had
 */
public record Lines(
        long aboveHeader,
        List<String> firstAbove,
        long comments,
        long spanning,
        long doubtful,
        long firstDoubtful,
        List<String> neverThere) {

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}+");

    /** Of a file that was not read. */
    public static final Lines NONE = new Lines(0, List.of(), 0, 0, 0, 0, List.of());

    /** What people should know of a file that is loaded; null where there is nothing. */
    public String toKnow() {
        String all =
                Stream.of(above(), doubt(), missing()).filter(Objects::nonNull).collect(Collectors.joining("; "));
        return all.isEmpty() ? null : all;
    }

    /** Which paths no object had, for people; null where there is none. */
    public String missing() {
        return neverThere.isEmpty()
                ? null
                : "no object has " + String.join(", ", neverThere)
                        + ": expected it, be it as null; a mapping says by headers where it stands";
    }

    /** What stands above the header; null where nothing does. Control characters are none of it: a database takes no NUL. */
    private String above() {
        if (aboveHeader == 0) {
            return null;
        }
        String which = aboveHeader == 1
                ? "line 1 stands above the header, no record"
                : String.format(Locale.ROOT, "lines 1 to %,d stand above the header, no records", aboveHeader);
        return firstAbove.isEmpty()
                ? which
                : which + ": "
                        + CONTROLS.matcher(String.join(" | ", firstAbove)).replaceAll(" ");
    }

    /** The same where the head of the file was told of already. */
    Lines withoutHead() {
        return new Lines(0, List.of(), comments, spanning, doubtful, firstDoubtful, List.of());
    }

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
