package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.yaml.Entry;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;
import java.util.Optional;

/** How the files of a mapping are framed: the keys delimiter, quote and encoding. */
final class MappedFraming {

    private final Entry top;
    private final Map<String, Entry> entries;

    MappedFraming(Entry top, Map<String, Entry> entries) {
        this.top = top;
        this.entries = entries;
    }

    Dialect dialect() {
        Charset charset =
                entry("encoding").map(entry -> entry.as(MappedFraming::charset)).orElse(StandardCharsets.UTF_8);
        byte delimiter = asciiAt("delimiter", Dialect.RFC4180.delimiter());
        byte quote = asciiAt("quote", Dialect.RFC4180.quote());
        try {
            return new Dialect(delimiter, quote, charset);
        } catch (IllegalArgumentException e) {
            Optional<Entry> guilty =
                    delimiter == quote ? entry("quote").or(() -> entry("delimiter")) : entry("encoding");
            throw guilty.orElse(top).wrong(e.getMessage(), e);
        }
    }

    private Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private byte asciiAt(String key, byte otherwise) {
        return entry(key).map(entry -> entry.as(MappedFraming::ascii)).orElse(otherwise);
    }

    private static byte ascii(String text) {
        if (text.length() != 1 || text.charAt(0) >= 0x7f || "\0\n\r".contains(text)) {
            throw new IllegalArgumentException(
                    "'%s' is not one ASCII character, such as \";\" or, in double quotes, \"\\t\"".formatted(text));
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
