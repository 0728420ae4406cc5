package dev.tidegate.ingest.operate.guess.sample;

import dev.tidegate.ingest.operate.guess.sample.EncodingGuess.Part;
import dev.tidegate.ingest.operate.guess.sample.Grid.Cells;
import dev.tidegate.ingest.stream.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A sample as a table: names and records.
 *
 * @param names as they stand in the header; where there is none, what the columns shall be called
 * @param hasHeader whether the file names the columns
 * @param hasPaths whether the names are paths into JSON
 */
public record SampledTable(
        List<String> names, boolean hasHeader, boolean hasPaths, List<Cells> records, List<Decision> decisions) {

    private static final Probe NUMBER = new Probe(new Type.Decimal(18, 4, Long.MIN_VALUE, Long.MAX_VALUE, false));
    private static final Probe UUID = new Probe(new Type.Uuid());

    /**
     * A sample of CSV.
     *
     * @throws UnguessableException if there is no record
     */
    public static SampledTable of(List<Part> parts, DialectGuess dialect, KnownExports known) {
        List<Cells> records = new ArrayList<>(dialect.grid().records());
        for (Part part : parts.subList(1, parts.size())) {
            records.addAll(Grid.of(
                            part,
                            dialect.delimiter(),
                            dialect.quote(),
                            dialect.escape(),
                            dialect.comment(),
                            dialect.fields())
                    .records());
        }
        if (records.isEmpty()) {
            throw new UnguessableException("there is no record to guess from: expected a file with some");
        }
        Cells first = records.get(0);
        List<Decision> decisions = new ArrayList<>();
        boolean hasHeader = isHeader(first, records, known, decisions);
        preamble(parts.get(0), dialect, first, hasHeader, decisions);
        List<String> names = hasHeader
                ? numbered(first.values().stream().map(String::strip).toList())
                : IntStream.rangeClosed(1, dialect.fields())
                        .mapToObj(place -> "column_" + place)
                        .toList();
        List<Cells> below = hasHeader
                ? records.stream()
                        .skip(1)
                        .filter(record -> !record.values().equals(first.values()))
                        .toList()
                : records;
        return new SampledTable(names, hasHeader, false, below, decisions);
    }

    /** The same under other names. */
    public SampledTable named(List<String> others) {
        return new SampledTable(others, hasHeader, hasPaths, records, decisions);
    }

    /** A column. */
    public List<Cell> column(int place) {
        return records.stream()
                .map(record ->
                        new Cell(record.place(), record.values().get(place).strip()))
                .toList();
    }

    /** Several columns, joined by blanks. */
    public List<Cell> joined(List<Integer> places) {
        return records.stream()
                .map(record -> new Cell(
                        record.place(),
                        places.stream()
                                .map(place -> record.values().get(place).strip())
                                .collect(Collectors.joining(" "))
                                .strip()))
                .toList();
    }

    /** As headers are compared. */
    public static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** As the reader of the job calls them: the second of a name has a number, and one without a name its place. */
    private static List<String> numbered(List<String> cells) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (int place = 0; place < cells.size(); place++) {
            String cell = cells.get(place).isEmpty() ? "column_" + (place + 1) : cells.get(place);
            int number = seen.merge(folded(cell), 1, Integer::sum);
            names.add(number == 1 ? cell : cell + "_" + number);
        }
        return names;
    }

    private static boolean isHeader(Cells first, List<Cells> records, KnownExports known, List<Decision> decisions) {
        List<String> values = first.values().stream().map(String::strip).toList();
        String number =
                values.stream().filter(SampledTable::isValue).findFirst().orElse(null);
        long filled = values.stream().filter(value -> !value.isEmpty()).count();
        Set<String> distinct = new HashSet<>(values);
        long knownNames = values.stream().filter(known::isName).count();
        if (number != null || filled == 0) {
            if (knownNames >= 2 && knownNames * 2 >= filled) {
                decisions.add(Decision.ambiguous(
                        null,
                        null,
                        "line %d names %d columns, and has '%s', which is a value: taken as a header"
                                .formatted(first.line(), knownNames, number)));
                return true;
            }
            decisions.add(Decision.of(
                    "header",
                    "none",
                    "line %d has '%s', which is a value and no name".formatted(first.line(), number)));
            return false;
        }
        boolean differs = IntStream.range(0, values.size()).anyMatch(place -> records.stream()
                .skip(1)
                .anyMatch(record -> isValue(record.values().get(place).strip())));
        if (knownNames == 0 && !differs && records.size() > 1) {
            decisions.add(Decision.ambiguous(
                    null,
                    null,
                    "line %d has texts, and so have all others: taken as a header, which it may not be"
                            .formatted(first.line())));
        } else {
            decisions.add(Decision.note("header: line %d, %d columns%s"
                    .formatted(
                            first.line(),
                            values.size(),
                            distinct.size() < values.size() ? "; some have no name, or that of another" : "")));
        }
        return true;
    }

    private static void preamble(
            Part head, DialectGuess dialect, Cells first, boolean hasHeader, List<Decision> decisions) {
        List<String> above = head.text()
                .lines()
                .limit(first.line() - 1)
                .filter(line -> !line.isBlank())
                .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("sep="))
                .filter(line -> dialect.comment().isEmpty() || !line.startsWith(dialect.comment()))
                .toList();
        if (above.isEmpty()) {
            return;
        }
        String why = "lines 1 to %d have other fields than the records, such as: %s"
                .formatted(first.line() - 1, above.get(0));
        if (hasHeader) {
            decisions.add(Decision.of("header", "find", why));
        } else {
            decisions.add(Decision.of("skip_lines", String.valueOf(first.line() - 1), why));
        }
    }

    /** What no column is called: a number, a time, a UUID. */
    public static boolean isValue(String text) {
        return !text.isEmpty()
                && (NUMBER.takes(text)
                        || UUID.takes(text)
                        || (Character.isDigit(text.charAt(0)) && TimeGuess.isTime(text)));
    }
}
