package dev.tidegate.ingest.csv;

import dev.tidegate.ingest.files.UnusableFileException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The header of one file: which of its fields is which column, and which are extra. */
public final class Header {
    private static final int SHOWN = 200;

    private final List<String> names;
    private final List<String> folded;
    private final int[] fieldOfColumn;
    private final int[] extraFields;

    private Header(List<String> names, List<String> folded, Columns columns) {
        this.names = names;
        this.folded = folded;
        this.fieldOfColumn = columns.names().stream()
                .mapToInt(name -> name == null ? -1 : folded.indexOf(name))
                .toArray();
        this.extraFields = IntStream.range(0, folded.size())
                .filter(field -> !columns.names().contains(folded.get(field)) && columns.handsOut(folded.get(field)))
                .toArray();
    }

    /**
     * @param names as they stand in the file; blanks around them and their case do not count
     * @throws UnusableFileException if a required name is not there, any is there twice, or one is there that is refused
     */
    static Header of(List<String> names, Columns columns) throws UnusableFileException {
        List<String> trimmed = names.stream().map(Header::trim).toList();
        List<String> folded =
                trimmed.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        refuseMissing(folded, columns);
        refuseDuplicates(folded);
        refuseUnknown(folded, columns);
        return new Header(trimmed, folded, columns);
    }

    private static void refuseMissing(List<String> folded, Columns columns) throws UnusableFileException {
        Set<String> missing = new LinkedHashSet<>();
        columns.names().stream()
                .filter(name -> name != null && columns.required().contains(name))
                .forEach(missing::add);
        missing.addAll(columns.othersRequired());
        missing.removeAll(folded);
        if (!missing.isEmpty()) {
            throw new UnusableFileException(
                    UnusableFileException.MISSING_COLUMN,
                    "The header does not name " + String.join(", ", missing) + "; it names "
                            + shown(String.join(", ", folded)));
        }
    }

    private static void refuseDuplicates(List<String> folded) throws UnusableFileException {
        Map<String, Integer> seen = new HashMap<>();
        for (int field = 0; field < folded.size(); field++) {
            Integer earlier = seen.put(folded.get(field), field);
            if (earlier != null) {
                throw new UnusableFileException(
                        UnusableFileException.DUPLICATE_COLUMN,
                        "The header names '" + shown(folded.get(field)) + "' twice, in fields " + (earlier + 1)
                                + " and " + (field + 1));
            }
        }
    }

    private static void refuseUnknown(List<String> folded, Columns columns) throws UnusableFileException {
        if (columns.others() != Columns.Others.REFUSED) {
            return;
        }
        List<String> unknown = folded.stream()
                .filter(name -> !columns.names().contains(name)
                        && !columns.othersRequired().contains(name))
                .toList();
        if (!unknown.isEmpty()) {
            throw new UnusableFileException(
                    UnusableFileException.UNKNOWN_COLUMN,
                    "The header names " + shown(String.join(", ", unknown)) + ", and the stream has no such column");
        }
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "..";
    }

    int fieldCount() {
        return names.size();
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
        for (int field = 0; field < folded.size(); field++) {
            if (!repeats(record, field)) {
                return false;
            }
        }
        return true;
    }

    /** Compares bytes as far as they are ASCII: almost no record gets past the first letter of its first field. */
    private boolean repeats(RecordScanner record, int field) {
        String name = folded.get(field);
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
