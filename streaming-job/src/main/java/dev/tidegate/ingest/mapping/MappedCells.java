package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.rules.Cells;
import dev.tidegate.ingest.rules.NamedField;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.yaml.Entry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands in the cells of a mapping's files: the keys thousands, currency_signs, whole_numbers, defaults, filter_others. */
final class MappedCells {

    private static final int LONGEST_SIGN = 8;

    private final Map<String, Entry> entries;

    MappedCells(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /**
     * All of it.
     *
     * @param joined see {@link MappedColumns#joined()}
     */
    Cells cells(Stream stream, char point, Map<String, List<NamedField>> joined) {
        return new Cells(
                thousands(point),
                items("currency_signs").stream()
                        .map(item -> item.as(MappedCells::sign))
                        .toList(),
                wholeNumbers(stream),
                defaults(stream),
                entry("filter_others")
                        .map(entry -> entry.as(MappedCells::truth))
                        .orElse(false),
                joined);
    }

    private Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private List<Entry> items(String key) {
        return entry(key).map(Entry::items).orElse(List.of());
    }

    private String thousands(char point) {
        StringBuilder separators = new StringBuilder();
        for (Entry item : items("thousands")) {
            String separator = item.as(text -> separator(text, point));
            separators.append(separator);
        }
        return separators.toString();
    }

    private static String separator(String text, char point) {
        boolean fits = text.length() == 1
                && !Character.isLetterOrDigit(text.charAt(0))
                && "+-()\r\n\t".indexOf(text.charAt(0)) < 0;
        if (!fits) {
            throw new IllegalArgumentException(
                    "'%s' stands between no thousands: expected one character such as \",\", \".\", \"'\" or \" \""
                            .formatted(text));
        }
        if (text.charAt(0) == point) {
            throw new IllegalArgumentException(
                    "'%s' is the decimal point, too: expected another one, or another decimal_point".formatted(text));
        }
        return text;
    }

    private static String sign(String text) {
        String sign = text.strip();
        boolean digits = sign.chars().anyMatch(c -> Character.isDigit(c) || c == '-' || c == '+' || c == '(');
        if (sign.isEmpty() || sign.length() > LONGEST_SIGN || digits) {
            throw new IllegalArgumentException(
                    "'%s' is no sign of a currency: expected one such as €, EUR, $ or kr".formatted(text));
        }
        return sign;
    }

    private Set<String> wholeNumbers(Stream stream) {
        Set<String> headers = new HashSet<>();
        for (Entry item : items("whole_numbers")) {
            headers.add(item.as(text -> known(stream, text)));
        }
        return headers;
    }

    private static String known(Stream stream, String text) {
        if (!stream.headers().contains(text)) {
            throw new IllegalArgumentException(
                    "'%s' is no column: expected some of %s".formatted(text, String.join(", ", stream.headers())));
        }
        return text;
    }

    private Map<String, String> defaults(Stream stream) {
        Map<String, String> defaults = new HashMap<>();
        entry("defaults")
                .map(entry -> entry.entries(stream.headers()))
                .orElse(Map.of())
                .forEach((header, entry) -> defaults.put(header, entry.text()));
        return defaults;
    }

    private static boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("'%s' is neither true nor false".formatted(text));
        }
        return text.equals("true");
    }
}
