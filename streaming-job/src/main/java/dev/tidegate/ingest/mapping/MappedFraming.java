package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.csv.HeaderForm;
import dev.tidegate.ingest.csv.HeaderForm.Place;
import dev.tidegate.ingest.yaml.Entry;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the files of a mapping are framed: the keys form, delimiter, quote, escape, comment, encoding, and those of the header. */
final class MappedFraming {

    private static final String NONE = "none";

    /** What means nothing where each line is a JSON object. */
    private static final List<String> OF_CSV = List.of("delimiter", "quote", "escape", "comment", "header", "names");

    private final Entry top;
    private final Map<String, Entry> entries;

    MappedFraming(Entry top, Map<String, Entry> entries) {
        this.top = top;
        this.entries = entries;
    }

    Dialect dialect() {
        Charset charset =
                entry("encoding").map(entry -> entry.as(MappedFraming::charset)).orElse(StandardCharsets.UTF_8);
        if (isJson()) {
            OF_CSV.stream().filter(entries::containsKey).findFirst().ifPresent(key -> {
                throw entries.get(key)
                        .wrong("%s is of CSV, and form is json_lines: expected one of them".formatted(key));
            });
            return Dialect.jsonLines(skipped(), charset);
        }
        String delimiter = entry("delimiter")
                .map(entry -> entry.as(MappedFraming::delimiter))
                .orElse(Dialect.RFC4180.delimiter());
        byte quote = byteAt("quote", Dialect.RFC4180.quote());
        byte escape = byteAt("escape", Dialect.NO_BYTE);
        String comment = entry("comment").map(Entry::text).orElse("");
        try {
            return new Dialect(delimiter, quote, escape, comment, header(), charset);
        } catch (IllegalArgumentException e) {
            throw guilty(delimiter, quote, escape).orElse(top).wrong(e.getMessage(), e);
        }
    }

    private Optional<Entry> guilty(String delimiter, byte quote, byte escape) {
        if (escape != Dialect.NO_BYTE && (escape == quote || delimiter.indexOf(escape) >= 0)) {
            return entry("escape");
        }
        boolean same = quote != Dialect.NO_BYTE && delimiter.indexOf(quote) >= 0;
        return same
                ? entry("quote").or(() -> entry("delimiter"))
                : entry("delimiter").or(() -> entry("comment"));
    }

    /** Whether each line of a file is a JSON object. */
    boolean isJson() {
        return entry("form").map(entry -> entry.as(MappedFraming::isJson)).orElse(false);
    }

    private static boolean isJson(String form) {
        return switch (form) {
            case "csv" -> false;
            case "json_lines" -> true;
            default ->
                throw new IllegalArgumentException(
                        "'%s' is no form of files: expected csv or json_lines".formatted(form));
        };
    }

    private int skipped() {
        return entry("skip_lines").map(entry -> entry.as(MappedFraming::lines)).orElse(0);
    }

    private HeaderForm header() {
        Place place =
                entry("header").map(entry -> entry.as(MappedFraming::place)).orElse(Place.FIRST);
        List<String> names = entry("names").map(Entry::items).orElse(List.of()).stream()
                .map(item -> item.as(MappedColumns::folded))
                .toList();
        if (place == Place.NONE && names.isEmpty()) {
            throw entry("header")
                    .orElse(top)
                    .wrong("header: none without names: expected names, with the names of the fields in their order");
        }
        if (place != Place.NONE && !names.isEmpty()) {
            throw entry("names")
                    .orElse(top)
                    .wrong(
                            "names without header: none: expected both or neither, since files with a header name their fields");
        }
        return new HeaderForm(skipped(), place, names);
    }

    private static Place place(String text) {
        return switch (text) {
            case "first" -> Place.FIRST;
            case "find" -> Place.FIND;
            case "none" -> Place.NONE;
            default ->
                throw new IllegalArgumentException(
                        "'%s' is no place of a header: expected first, find or none".formatted(text));
        };
    }

    private static int lines(String text) {
        if (!text.matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException(
                    "'%s' is no number of lines: expected one from 0 to 999999".formatted(text));
        }
        return Integer.parseInt(text);
    }

    private Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private byte byteAt(String key, byte otherwise) {
        return entry(key)
                .map(entry -> entry.text().equals(NONE) ? Dialect.NO_BYTE : entry.as(MappedFraming::ascii))
                .orElse(otherwise);
    }

    private static String delimiter(String text) {
        if (text.length() > 1 && text.charAt(0) == '\\') {
            throw new IllegalArgumentException(
                    "'%s' are %d characters as they stand here: expected a tab and the like in double quotes, as \"\\t\" or \"\\u0001\""
                            .formatted(text, text.length()));
        }
        return text;
    }

    private static byte ascii(String text) {
        if (text.length() != 1 || text.charAt(0) >= 0x7f || "\0\n\r".contains(text)) {
            throw new IllegalArgumentException(
                    "'%s' is not one ASCII character, such as \"'\", nor the word none".formatted(text));
        }
        return (byte) text.charAt(0);
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException(
                    "'%s' is no encoding that Java knows: expected UTF-8, ISO-8859-1, windows-1252 or the like"
                            .formatted(name),
                    e);
        }
    }
}
