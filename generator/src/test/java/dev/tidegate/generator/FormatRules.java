package dev.tidegate.generator;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of the file format, written down once more and apart from the generator, for its lines to be held to. */
public final class FormatRules {

    private static final String FIELD = "\"(?:[^\"]|\"\")*\"|[^\",\r\n]*";
    private static final Pattern RECORD = Pattern.compile("(?:" + FIELD + ")(?:,(?:" + FIELD + "))*");
    private static final Pattern NEXT_FIELD = Pattern.compile("(?:^|,)(" + FIELD + ")");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final int LONGEST_ID = 128;
    private static final Pattern QUANTITY = Pattern.compile("[0-9]{1,7}(?:\\.[0-9]{1,3})?");
    private static final Pattern PRICE = Pattern.compile("[0-9]{1,10}(?:\\.[0-9]{1,4})?");
    private static final Pattern TIMESTAMP = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
    private static final Set<String> KNOWN_TYPES = Set.of("view", "click", "buy");

    private FormatRules() {}

    /** The fields of a line; none if the line is not well-formed by RFC 4180. */
    public static Optional<List<String>> fields(String line) {
        if (!RECORD.matcher(line).matches()) {
            return Optional.empty();
        }
        List<String> fields = new ArrayList<>();
        Matcher matcher = NEXT_FIELD.matcher(line);
        while (matcher.find()) {
            String field = matcher.group(1);
            boolean quoted = field.startsWith("\"");
            fields.add(quoted ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field);
        }
        return Optional.of(fields);
    }

    /** Whether the line is an event of a known type that breaks no rule. */
    public static boolean isEvent(String line) {
        return fields(line)
                .filter(fields -> keepsRules(fields) && KNOWN_TYPES.contains(fields.get(5)))
                .isPresent();
    }

    /** Whether the line is an event of an unknown type. */
    public static boolean isOfUnknownType(String line) {
        return fields(line)
                .filter(fields -> keepsRules(fields) && !KNOWN_TYPES.contains(fields.get(5)))
                .isPresent();
    }

    private static boolean keepsRules(List<String> fields) {
        return fields.size() == 9
                && UUID.matcher(fields.get(0)).matches()
                && fields.get(1).length() <= LONGEST_ID
                && isText(fields.get(2))
                && fields.get(2).length() <= LONGEST_ID
                && isText(fields.get(3))
                && isText(fields.get(4))
                && WORD.matcher(fields.get(5)).matches()
                && QUANTITY.matcher(fields.get(6)).matches()
                && isQuantity(new BigDecimal(fields.get(6)))
                && PRICE.matcher(fields.get(7)).matches()
                && isTimestamp(fields.get(8));
    }

    private static boolean isQuantity(BigDecimal quantity) {
        return quantity.signum() > 0 && quantity.compareTo(BigDecimal.valueOf(1_000_000)) <= 0;
    }

    private static boolean isText(String value) {
        return !value.isBlank() && value.length() <= 500 && value.indexOf('\0') < 0;
    }

    private static boolean isTimestamp(String value) {
        try {
            return TIMESTAMP.matcher(value).matches() && !Instant.parse(value).isBefore(Instant.EPOCH);
        } catch (DateTimeException noTime) {
            return false;
        }
    }
}
