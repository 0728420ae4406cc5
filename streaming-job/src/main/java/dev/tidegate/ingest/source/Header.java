package dev.tidegate.ingest.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The header of one file: which of its fields is which column, and which are extra. */
final class Header {
    private final List<String> names;
    private final List<String> folded;
    private final int[] columnOfField;
    private final int[] fieldOfColumn;
    private final int[] extraFields;

    private Header(List<String> names, List<String> folded, Columns columns) {
        this.names = names;
        this.folded = folded;
        this.columnOfField = folded.stream().mapToInt(columns.names()::indexOf).toArray();
        this.fieldOfColumn = columns.names().stream().mapToInt(folded::indexOf).toArray();
        this.extraFields = IntStream.range(0, columnOfField.length)
                .filter(field -> columnOfField[field] < 0)
                .toArray();
    }

    /**
     * @param names as they stand in the file
     * @throws UnusableFileException if a name is there twice, or a required one is not
     */
    static Header of(List<String> names, Columns columns) throws UnusableFileException {
        List<String> trimmed = names.stream().map(Header::trim).toList();
        List<String> folded =
                trimmed.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        refuseDuplicates(folded);
        refuseMissing(folded, columns);
        return new Header(trimmed, folded, columns);
    }

    private static void refuseDuplicates(List<String> folded) throws UnusableFileException {
        Map<String, Integer> seen = new HashMap<>();
        for (int field = 0; field < folded.size(); field++) {
            Integer earlier = seen.put(folded.get(field), field);
            if (earlier != null) {
                throw new UnusableFileException(
                        UnusableFileException.DUPLICATE_COLUMN,
                        "The header names column '" + folded.get(field) + "' twice, as field " + (earlier + 1) + " and "
                                + (field + 1));
            }
        }
    }

    private static void refuseMissing(List<String> folded, Columns columns) throws UnusableFileException {
        List<String> missing = new ArrayList<>(columns.names());
        missing.retainAll(columns.required());
        missing.removeAll(folded);
        if (!missing.isEmpty()) {
            throw new UnusableFileException(
                    UnusableFileException.MISSING_COLUMN,
                    "The header lacks " + String.join(", ", missing) + "; it names " + String.join(", ", folded));
        }
    }

    int fieldCount() {
        return columnOfField.length;
    }

    /** Index in {@link Columns#names()}, or -1 for an extra field. */
    int column(int field) {
        return columnOfField[field];
    }

    /** The field that holds a column, or -1 if none does. */
    int field(int column) {
        return fieldOfColumn[column];
    }

    /** The fields that are no column. */
    int[] extraFields() {
        return extraFields;
    }

    /** As it stands in the file, without blanks around it. */
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

    /** Compares bytes where it can: almost no record gets past its first letter. */
    private boolean repeats(RecordScanner record, int field) {
        String name = folded.get(field);
        byte[] bytes = record.buffer();
        int from = record.fieldStart(field);
        int to = from + record.fieldLength(field);
        while (from < to && isBlank((char) bytes[from])) {
            from++;
        }
        while (from < to && isBlank((char) bytes[to - 1])) {
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

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
