package dev.tidegate.ingest.stream;

import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.Faults;
import dev.tidegate.ingest.yaml.Nearest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The type of a column as its keys declare it. Where a key is wrong, that is told, and the type goes on without it. */
final class DeclaredType {

    /** The types, each with the keys that are its own, in the order in which people are told of them. */
    static final List<Keys> ALL = List.of(
            new Keys("text", "max_length", "pattern", "one_of", "trim", "collation"),
            new Keys("integer", "min", "max", "digits"),
            new Keys("decimal", "precision", "scale", "min", "max", "digits"),
            new Keys("double"),
            new Keys("boolean", "words"),
            new Keys("date", "formats"),
            new Keys("time", "formats"),
            new Keys("timestamp", "formats", "zone"),
            new Keys("uuid"),
            new Keys("json"),
            new Keys("word"));

    static final List<String> NAMES = ALL.stream().map(Keys::type).toList();

    /** PostgreSQL has no longer one. */
    private static final int LONGEST_TEXT = 10_485_760;

    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,19}");
    private static final Pattern PLAIN = Pattern.compile("[+-]?[0-9]{1,38}(\\.[0-9]{1,38})?");

    private final Map<String, Entry> keys;
    private final Faults faults;

    DeclaredType(Map<String, Entry> keys, Faults faults) {
        this.keys = keys;
        this.faults = faults;
    }

    /** The keys that columns of a type have besides those of all. */
    record Keys(String type, List<String> own) {
        Keys(String type, String... own) {
            this(type, List.of(own));
        }
    }

    static List<String> own(String type) {
        return ALL.stream().filter(keys -> keys.type.equals(type)).findFirst().orElseThrow().own;
    }

    /** The name of the type; none where it is missing or unknown. */
    Optional<String> name(Entry column) {
        Entry type = keys.get("type");
        if (type == null) {
            faults.add(column, "%s has no type: expected one of %s".formatted(column.name(), String.join(", ", NAMES)));
            return Optional.empty();
        }
        return faults.tried(
                type,
                () -> type.as(name -> {
                    if (!NAMES.contains(name)) {
                        throw new IllegalArgumentException("unknown type '%s': expected one of %s%s"
                                .formatted(name, String.join(", ", NAMES), Nearest.hint(name, NAMES)));
                    }
                    return name;
                }));
    }

    /**
     * The type of a column that is not computed.
     *
     * @param ofKey whether the column tells one row from another
     */
    Type type(String name, Entry column, boolean ofKey) {
        return switch (name) {
            case "text" -> text(ofKey);
            case "integer" -> integer();
            case "decimal" -> decimal(column);
            case "double" -> new Type.Real();
            case "boolean" -> truth();
            case "date" -> new Type.Date(formats());
            case "time" -> new Type.Time(formats());
            case "timestamp" ->
                new Type.Timestamp(formats(), read("zone", DeclaredType::zone).orElse(null));
            case "uuid" -> new Type.Uuid();
            case "json" -> new Type.Json();
            case "word" -> new Type.Word();
            default -> throw new IllegalArgumentException("There is no type " + name);
        };
    }

    private Type text(boolean ofKey) {
        String collation =
                read("collation", text -> text).map(ColumnLists::quoted).orElse(ofKey ? "\"C\"" : null);
        return new Type.Text(
                read("max_length", text -> between(text, 1, LONGEST_TEXT)).orElse(Type.Text.MAX_LENGTH),
                read("pattern", text -> text).orElse(null),
                Set.copyOf(items("one_of")),
                read("trim", DeclaredType::truth).orElse(true),
                collation);
    }

    private Type integer() {
        Optional<Long> min = read("min", DeclaredType::whole);
        Optional<Long> max = read("max", DeclaredType::whole);
        long least = min.orElse(Long.MIN_VALUE);
        long most = max.orElse(Long.MAX_VALUE);
        refuseEmptyRange(least > most);
        return new Type.Whole(
                least, most, least >= Integer.MIN_VALUE && most <= Integer.MAX_VALUE ? 4 : 8, digitsOnly());
    }

    private Type decimal(Entry column) {
        int precision = precision(column, Type.Decimal.MOST_DIGITS);
        int scale = scale(column, precision);
        Optional<Long> min = read("min", text -> units(text, precision, scale));
        Optional<Long> max = read("max", text -> units(text, precision, scale));
        long least = min.orElse(Long.MIN_VALUE);
        long most = max.orElse(Long.MAX_VALUE);
        refuseEmptyRange(least > most);
        return new Type.Decimal(precision, scale, least, most, digitsOnly());
    }

    private void refuseEmptyRange(boolean empty) {
        if (empty) {
            faults.add(keys.get("min"), "min is greater than max, so that no value is allowed: expected min <= max");
        }
    }

    /** Digits in all; as many as there can be where that is wrong, so that only this is told. */
    int precision(Entry column, int most) {
        return number(column, "precision", 1, most, most);
    }

    /** Digits behind the point; none where that is wrong. */
    int scale(Entry column, int precision) {
        return number(column, "scale", 0, precision, 0);
    }

    private int number(Entry column, String key, int min, int max, int otherwise) {
        if (!keys.containsKey(key)) {
            faults.add(
                    column,
                    "%s is a decimal without %s: expected a number from %d to %d"
                            .formatted(column.name(), key, min, max));
        }
        return read(key, text -> between(text, min, max)).orElse(otherwise);
    }

    private boolean digitsOnly() {
        return read("digits", text -> {
                    if (!text.equals("only")) {
                        throw new IllegalArgumentException(
                                "found '%s', expected 'only', or no such key".formatted(text));
                    }
                    return true;
                })
                .orElse(false);
    }

    private Type truth() {
        Entry words = keys.get("words");
        if (words == null) {
            return new Type.Truth(Set.of("true", "t", "1", "yes"), Set.of("false", "f", "0", "no"));
        }
        Map<String, Entry> meanings = words.entries(List.of("true", "false"), faults);
        Set<String> yes = words(words, meanings.get("true"), "true");
        Set<String> no = words(words, meanings.get("false"), "false");
        Set<String> both = new HashSet<>(yes);
        both.retainAll(no);
        if (!both.isEmpty()) {
            faults.add(
                    words,
                    "words: '%s' means true and false: expected one of them".formatted(String.join("', '", both)));
        }
        return new Type.Truth(yes, no);
    }

    private Set<String> words(Entry words, Entry meaning, String name) {
        if (meaning == null) {
            faults.add(words, "words has no '%s': expected the words that mean it".formatted(name));
            return Set.of();
        }
        Set<String> lower = new HashSet<>();
        faults.tried(meaning, meaning::items)
                .ifPresent(items -> items.forEach(item -> faults.tried(item, item::text)
                        .ifPresent(word -> lower.add(word.strip().toLowerCase(Locale.ROOT)))));
        return lower;
    }

    private List<String> formats() {
        return List.copyOf(items("formats"));
    }

    /** The texts of a list, each once; none where the key is not there. */
    Set<String> items(String key) {
        Entry entry = keys.get(key);
        Set<String> texts = new LinkedHashSet<>();
        if (entry != null) {
            faults.tried(entry, entry::items)
                    .ifPresent(items ->
                            items.forEach(item -> faults.tried(item, item::text).ifPresent(text -> {
                                if (!texts.add(text)) {
                                    faults.add(item, "%s: '%s' is there twice: expected it once".formatted(key, text));
                                }
                            })));
        }
        return texts;
    }

    /** What a key is; none where it is not there, or is wrong, which is told. */
    <T> Optional<T> read(String key, Function<String, T> understand) {
        Entry entry = keys.get(key);
        return entry == null ? Optional.empty() : faults.tried(entry, () -> entry.as(understand));
    }

    static boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("found '%s', expected true or false".formatted(text));
        }
        return text.equals("true");
    }

    private static String zone(String text) {
        try {
            return ZoneId.of(text).getId();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a time zone such as UTC or Europe/Berlin".formatted(text), e);
        }
    }

    private static long whole(String text) {
        try {
            if (WHOLE.matcher(text).matches()) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "found '%s', expected a whole number from %d to %d".formatted(text, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private static int between(String text, int min, int max) {
        long number = WHOLE.matcher(text).matches() && text.length() < 12 ? Long.parseLong(text) : Long.MIN_VALUE;
        if (number < min || number > max) {
            throw new IllegalArgumentException(
                    "found '%s', expected a whole number from %d to %d".formatted(text, min, max));
        }
        return (int) number;
    }

    private static long units(String text, int precision, int scale) {
        if (!PLAIN.matcher(text).matches()) {
            throw new IllegalArgumentException("found '%s', expected a number such as 0 or -1.50".formatted(text));
        }
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        BigInteger units =
                number.scale() > scale ? null : number.setScale(scale).unscaledValue();
        if (units == null || units.abs().compareTo(BigInteger.TEN.pow(precision)) >= 0) {
            throw new IllegalArgumentException(
                    "found '%s', expected a number that numeric(%d, %d) holds".formatted(text, precision, scale));
        }
        return units.longValueExact();
    }
}
