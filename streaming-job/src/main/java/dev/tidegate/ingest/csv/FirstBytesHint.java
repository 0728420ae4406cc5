package dev.tidegate.ingest.csv;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a file that cannot be read probably is, and what would help. */
final class FirstBytesHint {

    private static final String CONVERT = "; expected text: export it as CSV, in UTF-8";

    private FirstBytesHint() {}

    /** By what files begin with, byte for byte. */
    private static Map<String, String> kinds() {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put(
                "PAR1", "a Parquet file: expected text; convert it, as by: duckdb -c \"COPY 'x.parquet' TO 'x.csv'\"");
        kinds.put(
                "\u00d0\u00cf\u0011\u00e0",
                "an old Excel workbook: expected text; convert it, as by: soffice --convert-to csv:\"Text - txt - csv (StarCalc)\":44,34,76");
        String twice = "a packed file within another: expected text; unpack the outer one, and deliver what is in it";
        kinds.put("PK\u0003\u0004", twice);
        kinds.put("\u001f\u008b\b", twice);
        kinds.put("\u00fd7zXZ", twice);
        kinds.put("(\u00b5/\u00fd", twice);
        kinds.put("Obj\u0001", "an Avro file" + CONVERT);
        kinds.put("ORC", "an ORC file" + CONVERT);
        kinds.put("%PDF", "a PDF" + CONVERT);
        kinds.put("SQLite format", "a SQLite database" + CONVERT);
        return kinds;
    }

    /** Behind a message; nothing where it cannot be told. */
    static String of(byte[] first, Dialect dialect) {
        String charset = Encoding.likely(first);
        if (charset != null && dialect.charset().equals(StandardCharsets.UTF_8)) {
            return ". It looks like " + charset + ": a mapping with encoding: " + charset + " reads it";
        }
        return isObject(first) && !dialect.isJson() ? HeaderHint.JSON : ofKind(first);
    }

    /** By its first bytes, behind a byte order mark. */
    private static boolean isObject(byte[] first) {
        return new String(first, StandardCharsets.UTF_8).matches("(?s)\ufeff?\\s*\\{\\s*\".*");
    }

    /** The same of what is no text at all. */
    static String ofKind(byte[] first) {
        String begin = new String(first, StandardCharsets.ISO_8859_1);
        return kinds().entrySet().stream()
                .filter(kind -> begin.startsWith(kind.getKey()))
                .map(kind -> ". It looks like " + kind.getValue())
                .findFirst()
                .orElse("");
    }
}
