package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A file of random records, some of them damaged, that knows what must be read of each. A value begins with letters, so
 * that a quote out of place never happens to close a field.
 */
final class DamagedFile {
    static final Columns COLUMNS = new Columns(List.of("id", "name", "kind", "amount"), Set.of("id"));

    private static final List<String> LINE_ENDS = List.of("\n", "\r\n", "\r");
    private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
    private static final List<String> PLAIN = List.of("", "lamp", "Größe", "мышь", "x y ", "a'b");
    private static final List<String> TO_BE_QUOTED =
            List.of("b,c", "say \"hi\"", "two\nlines", "two\r\nand\r\rmore\r", "ends with \"");

    /** Stands for a character without its last byte. */
    private static final String CUT_CHARACTER = "\ue000";

    private final Random random;
    private final List<String> header = new ArrayList<>(COLUMNS.names());
    private final StringBuilder bytes = new StringBuilder(); // a character for each
    private final List<String> truth = new ArrayList<>();
    private int line = 1;
    private String lineEnd = ""; // of the line written last, itself not written yet

    DamagedFile(Random random) {
        this.random = random;
        header.addAll(List.of("Colour", "size").subList(0, random.nextInt(3)));
        Collections.shuffle(header, random);
        if (random.nextBoolean()) {
            bytes.append(encoded("\ufeff"));
        }
        write(String.join(",", header));
        for (int records = random.nextInt(20); records > 0; records--) {
            if (random.nextInt(4) == 0) {
                write(pick(List.of(" ", "\t", " \t ")));
            }
            record();
        }
        bytes.append(random.nextBoolean() ? lineEnd : "");
    }

    byte[] bytes() {
        return bytes.toString().getBytes(ISO_8859_1);
    }

    /** What each record must look like in {@link #shown}. */
    List<String> truth() {
        return truth;
    }

    /** The place of a record, and its problem or its values by name. */
    static String shown(CsvRecords record) {
        Map<String, String> values = new TreeMap<>();
        for (int column = 0; column < COLUMNS.names().size() && record.has(column); column++) {
            values.put(COLUMNS.names().get(column), record.value(column));
        }
        if (record.extra() != null) {
            values.putAll(record.extra());
        }
        return shown(record.line(), record.byteOffset(), record.problem(), values);
    }

    private static String shown(long line, long offset, Problem problem, Map<String, String> values) {
        return "line " + line + " at " + offset + ": " + (problem == null ? values : problem);
    }

    private void record() {
        List<String> values = values(random.nextBoolean() ? PLAIN : TO_BE_QUOTED);
        List<String> plain = new ArrayList<>(values(PLAIN.subList(1, PLAIN.size())));
        int field = random.nextInt(header.size());
        String value = plain.get(field);
        switch (random.nextInt(20)) {
            case 0 -> damaged(Problem.FIELD_COUNT, String.join(",", plain.subList(0, header.size() - 1)));
            case 1 ->
                damaged(Problem.FIELD_COUNT, String.join(",", plain) + String.join(",", plain)); // a lost line end
            case 2 -> { // and one too many
                damaged(Problem.FIELD_COUNT, String.join(",", plain.subList(0, 2)));
                damaged(Problem.FIELD_COUNT, String.join(",", plain.subList(1, header.size())));
            }
            case 3 -> damaged(Problem.REPEATED_HEADER, headerAgain());
            case 4 ->
                damaged(Problem.UNBALANCED_QUOTE, String.join(",", plain.subList(1, header.size())) + ",\"" + value);
            case 5 -> quoteInside(plain, field, "a\"" + value);
            case 6 -> damaged(Problem.TEXT_AFTER_QUOTE, with(plain, field, "\"" + value + "\"" + value));
            case 7 -> damaged(Problem.NUL, with(written(values), field, "a\0b"));
            case 8 -> damaged(Problem.BAD_ENCODING, with(written(values), field, CUT_CHARACTER));
            default -> intact(values);
        }
    }

    private List<String> values(List<String> from) {
        return header.stream().map(name -> pick(from)).toList();
    }

    private String headerAgain() {
        List<String> names = header.stream()
                .map(name -> random.nextBoolean() ? " " + name.toUpperCase(Locale.ROOT) : "\"" + name + "\t\"")
                .toList();
        return String.join(",", names);
    }

    private static String with(List<String> values, int field, String value) {
        List<String> changed = new ArrayList<>(values);
        changed.set(field, value);
        return String.join(",", changed);
    }

    /** The values as they stand in a file: in quotes where they must be, and sometimes where they need not. */
    private List<String> written(List<String> values) {
        return values.stream()
                .map(value -> TO_BE_QUOTED.contains(value) || random.nextInt(4) == 0
                        ? "\"" + value.replace("\"", "\"\"") + "\""
                        : value)
                .toList();
    }

    /** No damage: in a field that does not begin with a quote, a quote is a character like any other. */
    private void quoteInside(List<String> plain, int field, String value) {
        List<String> values = new ArrayList<>(plain.subList(0, header.size()));
        values.set(field, value);
        intact(values, String.join(",", values));
    }

    private void intact(List<String> values) {
        intact(values, String.join(",", written(values)));
    }

    private void intact(List<String> values, String record) {
        Map<String, String> byName = new TreeMap<>();
        for (int field = 0; field < header.size(); field++) {
            if (COLUMNS.names().contains(header.get(field))
                    || !values.get(field).isEmpty()) {
                byName.put(header.get(field), values.get(field));
            }
        }
        truth.add(shown(line, bytes.length() + lineEnd.length(), null, byName));
        write(record);
    }

    private void damaged(Problem problem, String record) {
        truth.add(shown(line, bytes.length() + lineEnd.length(), problem, Map.of()));
        write(record);
    }

    private void write(String text) {
        bytes.append(lineEnd).append(encoded(text));
        line += 1 + (int) LINE_END.matcher(text).results().count();
        lineEnd = pick(LINE_ENDS);
    }

    private static String encoded(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1).replace("\u00ee\u0080\u0080", "\u00ee\u0080");
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
