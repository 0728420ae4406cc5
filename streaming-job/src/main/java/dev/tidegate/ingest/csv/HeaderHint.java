package dev.tidegate.ingest.csv;

import java.util.List;
import java.util.regex.Pattern;

/** What a first line that does not name the columns probably is, and which key of a mapping helps. */
final class HeaderHint {

    static final String JSON =
            ". It looks like JSON: a mapping with form: json_lines reads files with an object in each line";

    private static final List<String> DELIMITERS = List.of(";", "\t", "|", ",");
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9][-0-9.,:/ ]*");

    private HeaderHint() {}

    /** Behind a message; nothing where it cannot be told. */
    static String of(List<String> cells, Dialect dialect) {
        String first = cells.get(0).strip();
        if (first.startsWith("{") || first.startsWith("[")) {
            return JSON;
        }
        if (first.startsWith("<")) {
            return ". It looks like XML or a web page: expected CSV";
        }
        if (first.startsWith("#") && dialect.comment().isEmpty()) {
            return ". It looks like a comment: a mapping with comment: '#' passes over such lines";
        }
        for (String delimiter : DELIMITERS) {
            if (cells.size() == 1 && first.contains(delimiter) && !delimiter.equals(dialect.delimiter())) {
                return ". It looks parted by %s: a mapping with delimiter: %s reads it"
                        .formatted(
                                delimiter.equals("\t") ? "tabs" : "'" + delimiter + "'",
                                delimiter.equals("\t") ? "\"\\t\"" : "'" + delimiter + "'");
            }
        }
        if (cells.stream().anyMatch(cell -> NUMBER.matcher(cell.strip()).matches())) {
            return ". It looks like a record: a mapping with header: none and names reads files without a header";
        }
        return cells.size() == 1 && dialect.header().place() == HeaderForm.Place.FIRST
                ? ". Where the header stands further below, a mapping with header: find reads it"
                : "";
    }
}
