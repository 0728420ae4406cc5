package dev.tidegate.ingest.rules;

import static dev.tidegate.ingest.rules.Reason.BAD_DECIMAL;
import static dev.tidegate.ingest.rules.Reason.BAD_EVENT_TYPE;
import static dev.tidegate.ingest.rules.Reason.BAD_INTEGER;
import static dev.tidegate.ingest.rules.Reason.BAD_UUID;
import static dev.tidegate.ingest.rules.Reason.MISSING_VALUE;
import static dev.tidegate.ingest.rules.Reason.NUL_IN_TEXT;
import static dev.tidegate.ingest.rules.Reason.OUT_OF_RANGE;
import static dev.tidegate.ingest.rules.Reason.TOO_LONG_TEXT;
import static dev.tidegate.ingest.rules.Reason.TOO_MANY_DECIMALS;

import dev.tidegate.ingest.stream.Row;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A value as it was delivered, and its grammars. They are written out by hand: those of the JDK take more than the file
 * format does (Arabic digits, {@code 1-1-1-1-1} as a UUID, {@code 1e3}) and cost more than a record may.
 *
 * @param text null where the file has no such column
 */
record Value(String column, String text) {
    private static final int MAX_WORD = 64;
    private static final int MAX_INTEGER_DIGITS = 19;
    private static final String DECIMAL_COMMA = "a decimal of digits, at most one comma, no sign and no exponent";

    /** @param constant what the files of this kind mean where they have no such column; null for nothing */
    static Value of(String column, String text, String constant) {
        return new Value(column, text == null ? constant : text);
    }

    Value orIfEmpty(String other) {
        return text == null || isBlank(text) ? new Value(column, other) : this;
    }

    /** The value without the blanks around it, which are space and tab. */
    String stripped() throws BrokenRule {
        if (text == null || isBlank(text)) {
            throw new BrokenRule(MISSING_VALUE, column, null);
        }
        int from = 0;
        while (isBlank(text.charAt(from))) {
            from++;
        }
        int to = text.length();
        while (isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** A word, in lower case. */
    String word() throws BrokenRule {
        String word = stripped().toLowerCase(Locale.ROOT);
        boolean fits = word.length() <= MAX_WORD && isLetter(word.charAt(0));
        for (int i = 1; fits && i < word.length(); i++) {
            char c = word.charAt(i);
            fits = isLetter(c) || isDigit(c) || c == '_' || c == '-';
        }
        if (!fits) {
            throw new BrokenRule(BAD_EVENT_TYPE, column, text);
        }
        return word;
    }

    /** @param place where the row has it */
    void uuid(int place, Row row) throws BrokenRule {
        String uuid = stripped();
        boolean fits = uuid.length() == 36
                && isHex(uuid, 0, 8)
                && uuid.charAt(8) == '-'
                && isHex(uuid, 9, 13)
                && uuid.charAt(13) == '-'
                && isHex(uuid, 14, 18)
                && uuid.charAt(18) == '-'
                && isHex(uuid, 19, 23)
                && uuid.charAt(23) == '-'
                && isHex(uuid, 24, 36);
        if (!fits) {
            throw new BrokenRule(BAD_UUID, column, text);
        }
        row.uuid(
                place,
                hex(uuid, 0, 8) << 32 | hex(uuid, 9, 13) << 16 | hex(uuid, 14, 18),
                hex(uuid, 19, 23) << 48 | hex(uuid, 24, 36));
    }

    long wholeNumber(long min, long max) throws BrokenRule {
        String number = stripped();
        int length = number.length();
        if (length > MAX_INTEGER_DIGITS || !areDigits(number, 0, length)) {
            throw new BrokenRule(BAD_INTEGER, column, text);
        }
        long value = digits(number, 0, length);
        if (value < min || value > max) { // 19 digits beyond a long have come out negative
            throw new BrokenRule(OUT_OF_RANGE, column, text, "a whole number from " + min + " to " + max);
        }
        return value;
    }

    /**
     * An amount of money, in hundredths.
     *
     * @param decimalPoint between the whole and the decimals
     * @param maxDigits before the point
     */
    long hundredths(char decimalPoint, int maxDigits) throws BrokenRule {
        String price = stripped();
        int point = price.indexOf(decimalPoint);
        int whole = point < 0 ? price.length() : point;
        int decimals = point < 0 ? 0 : price.length() - point - 1;
        boolean fits = areDigits(price, 0, whole) && (point < 0 || areDigits(price, point + 1, price.length()));
        if (!fits) {
            throw new BrokenRule(
                    BAD_DECIMAL, column, text, decimalPoint == '.' ? BAD_DECIMAL.expected() : DECIMAL_COMMA);
        }
        if (whole > maxDigits) {
            throw new BrokenRule(OUT_OF_RANGE, column, text, "at most " + maxDigits + " digits before the point");
        }
        if (decimals > 2) {
            throw new BrokenRule(TOO_MANY_DECIMALS, column, text);
        }
        long cents = digits(price, 0, whole) * 100;
        if (decimals > 0) {
            cents += digits(price, point + 1, price.length()) * (decimals == 1 ? 10 : 1);
        }
        return cents;
    }

    /** A text just as it was delivered; null if it is empty or nothing but blanks. */
    String textOrNull(int maxLength) throws BrokenRule {
        if (text == null || isBlank(text)) {
            return null;
        }
        if (text.indexOf(0) >= 0) {
            throw new BrokenRule(NUL_IN_TEXT, column, text);
        }
        if (text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength) {
            throw new BrokenRule(TOO_LONG_TEXT, column, text, "a text of at most " + maxLength + " characters");
        }
        return text;
    }

    /** Whether {@code [from, to)} holds a digit and nothing but digits. */
    static boolean areDigits(String text, int from, int to) {
        boolean digits = from < to;
        for (int i = from; digits && i < to; i++) {
            digits = isDigit(text.charAt(i));
        }
        return digits;
    }

    /** The number that the digits in {@code [from, to)} are. */
    static long digits(String text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + (text.charAt(i) - '0');
        }
        return number;
    }

    private static boolean isHex(String text, int from, int to) {
        boolean hex = true;
        for (int i = from; hex && i < to; i++) {
            hex = HexFormat.isHexDigit(text.charAt(i));
        }
        return hex;
    }

    private static long hex(String text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number << 4 | HexFormat.fromHexDigit(text.charAt(i));
        }
        return number;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    static boolean isBlank(String text) {
        int i = 0;
        while (i < text.length() && isBlank(text.charAt(i))) {
            i++;
        }
        return i == text.length();
    }
}
