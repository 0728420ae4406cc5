package dev.tidegate.ingest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of a random declaration: its YAML, what files have in it, and what that means, said once more in plain Java with
 * no care for speed.
 */
final class RandomColumn {

    static final String FILE_NAME = "file_name";
    static final String FILE_DATE = "file_date";

    private static final List<String> DIRT = List.of(
            "",
            " ",
            "NULL",
            "\\N",
            "x",
            "-",
            "+-1",
            "1e999",
            "NaN",
            "2026-02-30",
            "9".repeat(25),
            "0.00000001",
            "24:00:00");
    private static final Map<Kind, List<String>> GOOD = Map.ofEntries(
            Map.entry(Kind.TEXT, List.of("a", "A", "b c", "Größe", "it's", "x,y;z", "two\nlines", "q\"q", "😀", " b")),
            Map.entry(Kind.WORD, List.of("view", "Click", "a-1", "z_")),
            Map.entry(
                    Kind.INTEGER,
                    List.of("0", "1", "+7", "-1", "007", "32767", "-32768", "2147483647", "9".repeat(18))),
            Map.entry(Kind.DECIMAL, List.of("0", "1", "1.5", "1.50", "-2.25", "+9", "0.1000000", "99999.999", "-0")),
            Map.entry(Kind.DOUBLE, List.of("0", "-0", "1.5", "1E-300", "0.1", "1e308", "-7")),
            Map.entry(Kind.BOOLEAN, List.of("true", "F", "Yes", "0")),
            Map.entry(Kind.DATE, List.of("2026-01-01", "2026-12-31", "1999-02-28", "9999-12-31", "0001-01-01")),
            Map.entry(Kind.TIME, List.of("12:00", "00:00:00", "23:59:59.9999999", "07:08:09.5")),
            Map.entry(
                    Kind.TIMESTAMP,
                    List.of(
                            "2026-03-01T10:00:00Z",
                            "2026-03-01 10:00:00",
                            "2026-03-01T10:00:00.000001+01:00",
                            "1970-01-02 00:00:00 UTC",
                            "2026-03-29 02:30:00",
                            "2100-12-30T23:59:59.9999999-0330")),
            Map.entry(
                    Kind.UUID,
                    List.of(
                            "3f2a8c1e-0b7d-4e59-9a61-c4d20f8e7b13",
                            "3F2A8C1E-0B7D-4E59-9A61-C4D20F8E7B13",
                            "00000000-0000-0000-0000-000000000000",
                            "ffffffff-ffff-ffff-ffff-ffffffffffff")),
            Map.entry(
                    Kind.JSON,
                    List.of("{\"b\":[1,null],\"a\":\"x\"}", "{ \"a\" : \"x\", \"b\":[ 1, null ] }", "7", "\"ü\"")));
    private static final Pattern LONG_NUMBER = Pattern.compile("(?<![\\d.])-?\\d{20,}(\\.\\d+)?");
    private static final Pattern TIMESTAMP =
            Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})"
                    + "(?:\\.([0-9]{1,9}))?(Z| UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?");

    private static final Pattern WIDE_TIMESTAMP = Pattern.compile(
            "(?<year>[0-9]{4})(?<dates>[-/]?)(?<month>[0-9]{2})\\k<dates>(?<day>[0-9]{2})[Tt ](?<hour>[0-9]{2})(?<times>:?)"
                    + "(?<minute>[0-9]{2})(?:\\k<times>(?<second>[0-9]{2})(?:[.,](?<fraction>[0-9]{1,9}))?)?"
                    + "(?<zone> ?(?:[Zz]|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?");

    final String name;
    final Kind kind;

    /** Between the whole and the decimals of a number. */
    private final char point;

    /** In the files; null where they have no such column. */
    String header;

    /** A text, {@link #FILE_NAME} or {@link #FILE_DATE}; null where the files have the column. */
    String origin;

    boolean required;
    String otherwise;
    List<String> nulls = List.of();

    /** The same in all columns. */
    List<String> nullsOfFiles = List.of();

    List<String> accept = List.of();

    /** Whether the declaration says how files are written: then times may be as exports have them. */
    boolean mapped;

    /** What the files write for a text. */
    Map<String, String> words = Map.of();

    private boolean trim = true;
    private boolean digitsOnly;
    private int maxLength = 500;
    private List<String> oneOf = List.of();
    private BigDecimal min;
    private BigDecimal max;
    private int bits = 63;
    int precision = 18;
    int scale;
    private String zone;
    private boolean german;
    private List<List<String>> truthWords = List.of(List.of("true", "t", "1", "yes"), List.of("false", "f", "0", "no"));

    enum Kind {
        TEXT,
        WORD,
        INTEGER,
        DECIMAL,
        DOUBLE,
        BOOLEAN,
        DATE,
        TIME,
        TIMESTAMP,
        UUID,
        JSON
    }

    /** A value that is none of the column's. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
    }

    RandomColumn(String name, Kind kind, char point, Random random) {
        this.name = name;
        this.point = point;
        this.kind = kind;
        this.header = name.toLowerCase(Locale.ROOT);
        limit(random);
        if (good(random).isEmpty()) {
            throw new IllegalStateException("Nothing is allowed in " + yaml());
        }
    }

    private void limit(Random random) {
        switch (kind) {
            case TEXT -> {
                trim = random.nextInt(4) > 0;
                maxLength = random.nextInt(3) == 0 ? 5 : 500;
                oneOf = random.nextInt(5) == 0 ? List.of("a", "A", "it's") : List.of();
            }
            case INTEGER -> {
                digitsOnly = random.nextInt(4) == 0;
                if (random.nextBoolean()) {
                    min = BigDecimal.valueOf(-5);
                    max = BigDecimal.valueOf(1000);
                    bits = 31;
                }
            }
            case DECIMAL -> {
                scale = random.nextInt(5);
                precision = scale + 1 + random.nextInt(9);
                min = random.nextInt(3) == 0 ? BigDecimal.ZERO : null;
            }
            case TIMESTAMP -> zone = random.nextInt(3) == 0 ? "Europe/Berlin" : null;
            case DATE -> german = random.nextInt(3) == 0;
            case BOOLEAN -> {
                if (random.nextInt(3) == 0) {
                    truthWords = List.of(List.of("ja", "j"), List.of("nein"));
                }
            }
            default -> {
                // Nothing can be said of the others.
            }
        }
    }

    /** Makes the table's column narrower than the declaration; the SQL, or null where there is nothing to narrow. */
    String narrowed() {
        if (kind == Kind.INTEGER) {
            bits = 15;
            return "ALTER COLUMN \"%s\" TYPE smallint".formatted(name);
        }
        if (kind == Kind.TEXT && maxLength > 5 && oneOf.isEmpty()) {
            maxLength = 7;
            return "ALTER COLUMN \"%s\" TYPE varchar(7)".formatted(name);
        }
        return null;
    }

    boolean isNumber() {
        return kind == Kind.INTEGER || kind == Kind.DECIMAL;
    }

    boolean isField() {
        return origin == null;
    }

    boolean mayBeVersion() {
        return isNumber() || kind == Kind.TIMESTAMP || kind == Kind.DATE;
    }

    String yaml() {
        Map<String, String> keys = new TreeMap<>();
        keys.put("type", kind.name().toLowerCase(Locale.ROOT));
        if (origin != null) {
            boolean ofFile = origin.equals(FILE_NAME) || origin.equals(FILE_DATE);
            keys.put(ofFile ? "from" : "constant", quoted(origin));
        } else {
            putIf(keys, "required", required, "true");
            putIf(keys, "default", otherwise != null, quoted(otherwise));
            putIf(keys, "null", !nulls.isEmpty(), list(nulls));
            putIf(keys, "accept", !accept.isEmpty(), list(accept));
        }
        putIf(keys, "trim", !trim, "false");
        putIf(keys, "digits", digitsOnly, "only");
        putIf(keys, "max_length", maxLength < 500, Integer.toString(maxLength));
        putIf(keys, "one_of", !oneOf.isEmpty(), list(oneOf));
        putIf(keys, "min", min != null, String.valueOf(min));
        putIf(keys, "max", max != null, String.valueOf(max));
        putIf(keys, "precision", kind == Kind.DECIMAL, Integer.toString(precision));
        putIf(keys, "scale", kind == Kind.DECIMAL, Integer.toString(scale));
        putIf(keys, "zone", zone != null, String.valueOf(zone));
        putIf(keys, "formats", german, "[dd.MM.yyyy]");
        putIf(
                keys,
                "words",
                truthWords.get(1).size() == 1,
                "{'true': %s, 'false': %s}".formatted(list(truthWords.get(0)), list(truthWords.get(1))));
        List<String> parts = new ArrayList<>();
        keys.forEach((key, value) -> parts.add(key + ": " + value));
        return "{" + String.join(", ", parts) + "}";
    }

    private static void putIf(Map<String, String> keys, String key, boolean there, String value) {
        if (there) {
            keys.put(key, value);
        }
    }

    static String quoted(String text) {
        return text == null
                ? "''"
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    static String list(List<String> texts) {
        return "[" + String.join(", ", texts.stream().map(RandomColumn::quoted).toList()) + "]";
    }

    // What files have

    /** Texts that the column takes, in an order of chance. */
    List<String> good(Random random) {
        List<String> good = new ArrayList<>();
        for (String text : candidates()) {
            try {
                meaning(text);
                good.add(text);
            } catch (Refused e) {
                // None of this column.
            }
        }
        java.util.Collections.shuffle(good, random);
        return good;
    }

    private List<String> candidates() {
        if (german) {
            return List.of("01.01.2026", "31.12.2026", "28.02.1999", "31.12.9999");
        }
        if (kind == Kind.DECIMAL || kind == Kind.DOUBLE) {
            return GOOD.get(kind).stream().map(text -> text.replace('.', point)).toList();
        }
        return kind == Kind.BOOLEAN ? List.of("true", "F", "Yes", "0", "ja", "J", "Nein") : GOOD.get(kind);
    }

    /** A text as a file has it. */
    String delivered(Random random) {
        int roll = random.nextInt(40);
        if (roll == 0) {
            return DIRT.get(random.nextInt(DIRT.size()));
        }
        if (roll < 4) {
            return nulls.isEmpty() || random.nextBoolean() ? "" : nulls.get(random.nextInt(nulls.size()));
        }
        if (roll == 4 && !words.isEmpty()) {
            return List.copyOf(words.keySet()).get(0).toUpperCase(Locale.ROOT);
        }
        if (!accept.isEmpty() && roll < 36) {
            return accept.get(random.nextInt(accept.size()));
        }
        List<String> good = good(random);
        String text = good.get(0);
        return (roll == 5 ? "\t " : "") + text;
    }

    // What it means

    /** Null for an absent value. */
    String value(String delivered) throws Refused {
        String text = delivered == null ? "" : delivered;
        String stripped = stripped(text);
        if (stripped.isEmpty() || nulls.contains(stripped) || nullsOfFiles.contains(stripped)) {
            if (otherwise == null && required) {
                throw new Refused();
            }
            return otherwise == null ? null : meaning(otherwise);
        }
        String word = words.get(stripped.toLowerCase(Locale.ROOT));
        return meaning(word == null ? text : word);
    }

    boolean accepts(String value) {
        for (String wanted : accept) {
            try {
                if (value.equals(kind == Kind.TEXT || kind == Kind.WORD ? wanted : meaning(wanted))) {
                    return true;
                }
            } catch (Refused e) {
                throw new AssertionError(e);
            }
        }
        return accept.isEmpty();
    }

    static String stripped(String text) {
        return text.replaceAll("^[ \t]+|[ \t]+$", "");
    }

    /** The value as {@link #shown} shows it from the table. */
    String meaning(String delivered) throws Refused {
        try {
            return typed(delivered, stripped(delivered));
        } catch (DateTimeException | ArithmeticException | NumberFormatException | JsonParseException e) {
            throw new Refused();
        }
    }

    private static void require(boolean fits) throws Refused {
        if (!fits) {
            throw new Refused();
        }
    }

    private String typed(String delivered, String text) throws Refused {
        switch (kind) {
            case TEXT -> {
                String kept = trim ? text : delivered;
                require(kept.indexOf('\0') < 0 && kept.codePointCount(0, kept.length()) <= maxLength);
                require(oneOf.isEmpty() || oneOf.contains(kept));
                return kept;
            }
            case WORD -> {
                String word = text.toLowerCase(Locale.ROOT);
                require(word.matches("[a-z][a-z0-9_-]{0,63}"));
                return word;
            }
            case INTEGER -> {
                require(text.matches(digitsOnly ? "[0-9]{1,19}" : "[+-]?[0-9]{1,19}"));
                BigInteger number = new BigInteger(text);
                require(number.bitLength() <= bits);
                return within(new BigDecimal(number)).toPlainString();
            }
            case DECIMAL -> {
                require(text.matches("[+-]?[0-9]+(\\" + point + "[0-9]+)?"));
                BigDecimal number = new BigDecimal(text.replace(point, '.')).setScale(scale);
                require(number.unscaledValue().abs().compareTo(BigInteger.TEN.pow(precision)) < 0);
                return within(number).toPlainString();
            }
            case DOUBLE -> {
                require(text.matches("[+-]?[0-9]+(\\" + point + "[0-9]+)?([eE][+-]?[0-9]+)?"));
                double number = Double.parseDouble(text.replace(point, '.'));
                require(!Double.isInfinite(number) && (number != 0 || text.matches("[^1-9]*([eE].*)?")));
                return Double.toString(number);
            }
            case BOOLEAN -> {
                String word = text.toLowerCase(Locale.ROOT);
                require(truthWords.get(0).contains(word) || truthWords.get(1).contains(word));
                return Boolean.toString(truthWords.get(0).contains(word));
            }
            case DATE -> {
                require(text.matches(german ? "[0-9]{2}\\.[0-9]{2}\\.[0-9]{4}" : "[0-9]{4}-[0-9]{2}-[0-9]{2}"));
                String iso =
                        german ? text.substring(6) + '-' + text.substring(3, 5) + '-' + text.substring(0, 2) : text;
                require(!iso.startsWith("0000"));
                return LocalDate.parse(iso).toString();
            }
            case TIME -> {
                require(text.matches("[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?"));
                return shown(LocalTime.parse(text).truncatedTo(ChronoUnit.MICROS));
            }
            case TIMESTAMP -> {
                return timestamp(text);
            }
            case UUID -> {
                require(text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"));
                return text.toLowerCase(Locale.ROOT);
            }
            default -> {
                return json(text);
            }
        }
    }

    private BigDecimal within(BigDecimal number) throws Refused {
        require((min == null || number.compareTo(min) >= 0) && (max == null || number.compareTo(max) <= 0));
        return number;
    }

    /** What mutations make of a time and is as clear: a small letter, slashes, no seconds, a comma, a blank before the zone. */
    private static String asUsual(String text) {
        Matcher parts = WIDE_TIMESTAMP.matcher(text);
        if (!parts.matches()
                || parts.group("dates").isEmpty() != parts.group("times").isEmpty()) {
            return text;
        }
        String zone =
                parts.group("zone") == null ? "" : parts.group("zone").strip().toUpperCase(Locale.ROOT);
        return "%s-%s-%sT%s:%s:%s%s%s"
                .formatted(
                        parts.group("year"),
                        parts.group("month"),
                        parts.group("day"),
                        parts.group("hour"),
                        parts.group("minute"),
                        parts.group("second") == null ? "00" : parts.group("second"),
                        parts.group("fraction") == null ? "" : "." + parts.group("fraction"),
                        zone.matches("UTC|GMT") ? "Z" : zone);
    }

    private String timestamp(String text) throws Refused {
        Matcher parts = TIMESTAMP.matcher(mapped ? asUsual(text) : text);
        require(parts.matches());
        LocalDateTime local = LocalDateTime.of(LocalDate.parse(parts.group(1)), LocalTime.parse(parts.group(2)));
        String fraction = ((parts.group(3) == null ? "" : parts.group(3)) + "000000").substring(0, 6);
        String offset = parts.group(4);
        ZoneOffset zoneOffset;
        if (offset == null) {
            List<ZoneOffset> valid =
                    ZoneId.of(zone == null ? "UTC" : zone).getRules().getValidOffsets(local);
            require(!valid.isEmpty());
            zoneOffset = valid.get(0);
        } else {
            zoneOffset = offset.startsWith("+") || offset.startsWith("-") ? ZoneOffset.of(offset) : ZoneOffset.UTC;
        }
        Instant instant = local.toInstant(zoneOffset).plus(Long.parseLong(fraction), ChronoUnit.MICROS);
        require(instant.getEpochSecond() >= 0 && instant.isBefore(Instant.parse("2101-01-01T00:00:00Z")));
        return shown(instant);
    }

    /** When a file was last changed, as a value of the column. */
    String ofFile(Instant modified) {
        return kind == Kind.DATE ? LocalDate.ofInstant(modified, ZoneOffset.UTC).toString() : shown(modified);
    }

    private static String shown(Instant time) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(time);
    }

    private static String shown(LocalTime time) {
        return DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT).format(time);
    }

    /** JSON in one form, whatever its blanks, the order of its members and the zeros of its numbers. */
    static String json(String text) throws Refused {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement element = com.google.gson.JsonParser.parseReader(reader);
            require(reader.peek() == com.google.gson.stream.JsonToken.END_DOCUMENT && text.indexOf('\0') < 0);
            return sorted(element).toString();
        } catch (java.io.IOException e) {
            throw new Refused();
        }
    }

    /** Gson cannot read the long whole numbers that PostgreSQL writes: {@code 1000} becomes {@code 1E+3}. No string has so many digits. */
    private static String withExponents(String text) {
        return LONG_NUMBER.matcher(text).replaceAll(number -> new BigDecimal(number.group())
                .stripTrailingZeros()
                .toString());
    }

    private static JsonElement sorted(JsonElement element) {
        if (element instanceof JsonObject object) {
            JsonObject sorted = new JsonObject();
            new TreeMap<>(object.asMap()).forEach((name, value) -> sorted.add(name, sorted(value)));
            return sorted;
        }
        if (element instanceof JsonArray array) {
            JsonArray sorted = new JsonArray();
            array.forEach(item -> sorted.add(sorted(item)));
            return sorted;
        }
        return element instanceof JsonPrimitive primitive && primitive.isNumber()
                ? new JsonPrimitive(new BigDecimal(primitive.getAsString())
                        .stripTrailingZeros()
                        .toPlainString())
                : element;
    }

    // What the table has

    /** Shows a value of the table as {@link #meaning} has it. */
    String sql() {
        String column = "\"" + name + "\"";
        return switch (kind) {
            case DATE -> "to_char(%s, 'YYYY-MM-DD')".formatted(column);
            case TIME -> "to_char(%s, 'HH24:MI:SS.US')".formatted(column);
            case TIMESTAMP -> "to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')".formatted(column);
            default -> column + "::text";
        };
    }

    /** The same of what the query gave. */
    String shown(String found) {
        try {
            if (found == null) {
                return null;
            }
            return kind == Kind.DOUBLE
                    ? Double.toString(Double.parseDouble(found))
                    : kind == Kind.JSON ? json(withExponents(found)) : found;
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }
}
