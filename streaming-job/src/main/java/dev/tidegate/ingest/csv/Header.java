package dev.tidegate.ingest.csv;

import dev.tidegate.ingest.files.UnusableFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The header of one file: which of its fields is which column, and which are extra. */
public final class Header {
    private static final int SHOWN = 200;

    private final List<String> names;
    private final List<String> written; // empty where there is no header
    private final int[] fieldOfColumn;
    private final int[] extraFields;

    private Header(List<String> names, List<String> folded, List<String> written, Columns columns) {
        this.names = names;
        this.written = written;
        this.fieldOfColumn = columns.names().stream()
                .mapToInt(name -> name == null ? -1 : field(name, folded, columns))
                .toArray();
        Set<Integer> taken = IntStream.of(fieldOfColumn).boxed().collect(Collectors.toSet());
        this.extraFields = IntStream.range(0, folded.size())
                .filter(field -> !taken.contains(field) && columns.handsOut(folded.get(field)))
                .toArray();
    }

    /**
     * Understands the header of a file.
     *
     * @param cells as they stand in the file; blanks around them and their case do not count. Empty ones are called by their
     *     place, and those at the end records need not have; a name that is there again gets a number
     * @param strict whether nothing of that is so
     * @throws UnusableFileException if a required name is not there, one that is asked for is there twice, or one is there
     *     that is refused
     */
    static Header of(List<String> cells, Columns columns, boolean strict) throws UnusableFileException {
        List<String> trimmed = cells.stream().map(Header::trim).toList();
        List<String> written = folded(trimmed);
        List<String> names = strict ? trimmed : distinct(trimmed);
        List<String> folded = folded(names);
        refuseMissing(folded, columns);
        refuseDuplicates(written, columns, strict);
        refuseUnknown(folded, columns);
        return new Header(names, folded, written, columns);
    }

    /**
     * The header of files that have none.
     *
     * @throws UnusableFileException if a required name is not there, or one is there that is refused
     */
    static Header without(List<String> names, Columns columns) throws UnusableFileException {
        List<String> distinct = distinct(names);
        refuseMissing(folded(distinct), columns);
        refuseUnknown(folded(distinct), columns);
        return new Header(distinct, folded(distinct), List.of(), columns);
    }

    /** Whether a line names all that a header must. */
    static boolean names(List<String> cells, Columns columns) {
        return missing(folded(cells.stream().map(Header::trim).toList()), columns)
                .isEmpty();
    }

    private static List<String> folded(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    private static List<String> distinct(List<String> cells) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>(folded(cells));
        Set<String> given = new HashSet<>();
        for (int field = 0; field < cells.size(); field++) {
            String name = cells.get(field).isEmpty() ? "column_" + (field + 1) : cells.get(field);
            String unique = name;
            for (int number = 2; !given.add(unique.toLowerCase(Locale.ROOT)); number++) {
                String numbered = name + "_" + number;
                unique = seen.contains(numbered.toLowerCase(Locale.ROOT)) ? unique : numbered;
            }
            names.add(unique);
        }
        return names;
    }

    private static int field(String name, List<String> folded, Columns columns) {
        Integer place = columns.places().get(name);
        if (place != null) {
            return place <= folded.size() ? place - 1 : -1;
        }
        return columns.all(name).stream()
                .mapToInt(folded::indexOf)
                .filter(field -> field >= 0)
                .findFirst()
                .orElse(-1);
    }

    private static Set<String> missing(List<String> folded, Columns columns) {
        Set<String> missing = new LinkedHashSet<>();
        columns.names().stream()
                .filter(name -> name != null && columns.required().contains(name) && field(name, folded, columns) < 0)
                .map(columns::shown)
                .forEach(missing::add);
        columns.othersRequired().stream().filter(name -> !folded.contains(name)).forEach(missing::add);
        return missing;
    }

    private static void refuseMissing(List<String> folded, Columns columns) throws UnusableFileException {
        Set<String> missing = missing(folded, columns);
        if (!missing.isEmpty()) {
            throw new UnusableFileException(
                    UnusableFileException.MISSING_COLUMN,
                    "The header does not name " + String.join(", ", missing) + "; it names "
                            + shown(String.join(", ", folded)));
        }
    }

    /** Of two columns of one name nobody can tell which is meant. One that is not asked for is kept under another name. */
    private static void refuseDuplicates(List<String> written, Columns columns, boolean strict)
            throws UnusableFileException {
        Map<String, Integer> seen = new HashMap<>();
        for (int field = 0; field < written.size(); field++) {
            Integer earlier = seen.put(written.get(field), field);
            if (earlier != null && (strict || columns.asksFor(written.get(field)))) {
                throw new UnusableFileException(
                        UnusableFileException.DUPLICATE_COLUMN,
                        "The header names '" + shown(written.get(field)) + "' twice, in fields " + (earlier + 1)
                                + " and " + (field + 1) + ": expected it once, or a mapping "
                                + (columns.asksFor(written.get(field))
                                        ? "that picks one, as columns: {price: {place: " + (field + 1) + "}}"
                                        : "for such files: then the second one gets a number"));
            }
        }
    }

    private static void refuseUnknown(List<String> folded, Columns columns) throws UnusableFileException {
        if (columns.others() != Columns.Others.REFUSED) {
            return;
        }
        List<String> unknown = IntStream.range(0, folded.size())
                .filter(field -> !columns.places().containsValue(field + 1))
                .mapToObj(folded::get)
                .filter(name -> !columns.asksFor(name))
                .toList();
        if (!unknown.isEmpty()) {
            throw new UnusableFileException(
                    UnusableFileException.UNKNOWN_COLUMN,
                    "The header names " + shown(String.join(", ", unknown)) + ", and the stream has no such column");
        }
    }

    /** What a header must name, for people. */
    static List<String> asked(Columns columns) {
        return List.copyOf(missing(List.of(), columns));
    }

    static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "..";
    }

    int fieldCount() {
        return names.size();
    }

    /** The same without those at the end that have no name. */
    int leastFieldCount() {
        int least = names.size();
        while (least > 1 && least <= written.size() && written.get(least - 1).isEmpty()) {
            least--;
        }
        return least;
    }

    /** The field that holds a column of {@link Columns#names()}, or -1 if none does. */
    int field(int column) {
        return fieldOfColumn[column];
    }

    /** The fields that are no column and are handed out; not to be changed. */
    int[] extraFields() {
        return extraFields;
    }

    /** As it stands in the file, but for blanks around it. */
    String name(int field) {
        return names.get(field);
    }

    /** Whether the current record of the scanner, which has no problem, is this header once more. */
    boolean repeats(RecordScanner record) {
        for (int field = 0; field < written.size(); field++) {
            if (!repeats(record, field)) {
                return false;
            }
        }
        return !written.isEmpty();
    }

    /** Compares bytes as far as they are ASCII: almost no record gets past the first letter of its first field. */
    private boolean repeats(RecordScanner record, int field) {
        String name = written.get(field);
        byte[] bytes = record.buffer();
        int from = record.fieldStart(field);
        int to = from + record.fieldLength(field);
        while (from < to && isBlank(bytes[from])) {
            from++;
        }
        while (from < to && isBlank(bytes[to - 1])) {
            to--;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return trim(record.text(field)).toLowerCase(Locale.ROOT).equals(name);
            }
            if (i - from == name.length() || lowerCase(bytes[i]) != name.charAt(i - from)) {
                return false;
            }
        }
        return to - from == name.length();
    }

    private static int lowerCase(byte ascii) {
        return ascii >= 'A' && ascii <= 'Z' ? ascii + ('a' - 'A') : ascii;
    }

    private static String trim(String name) {
        int from = 0;
        int to = name.length();
        while (from < to && isBlank(name.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(name.charAt(to - 1))) {
            to--;
        }
        return name.substring(from, to);
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }
}
