package dev.tidegate.ingest.value;

import static dev.tidegate.ingest.value.Reason.BAD_UUID;
import static dev.tidegate.ingest.value.Reason.MISSING_VALUE;

import dev.tidegate.ingest.stream.Row;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/**
 * A value as it was delivered, and its grammars. They are written out by hand: those of the JDK take more than the file
 * format does (Arabic digits, {@code 1-1-1-1-1} as a UUID, {@code 1e3}) and cost more than a record may.
 */
public final class Value {

    private static final int MAX_WORD = 64;

    private final String column;
    private final String text;
    private final String stripped;

    /** @param text null where the file has no such column */
    public Value(String column, String text) {
        this(column, text, text == null ? "" : stripped(text));
    }

    /**
     * A value whose blanks were taken away before.
     *
     * @param stripped see {@link #stripped(String)}
     */
    public Value(String column, String text, String stripped) {
        this.column = column;
        this.text = text;
        this.stripped = stripped;
    }

    String column() {
        return column;
    }

    /** The same value written in another way; people are shown it as it was delivered. */
    Value as(String plain) {
        return new Value(column, text, plain);
    }

    static boolean isSignAt(String digits) {
        return digits.isEmpty() || isSign(digits.charAt(0));
    }

    /** As it was delivered; null where the file has no such column. */
    String text() {
        return text;
    }

    /** The value without the blanks around it, which are space and tab. */
    String stripped() throws BrokenRule {
        if (stripped.isEmpty()) {
            throw new BrokenRule(MISSING_VALUE, column, null);
        }
        return stripped;
    }

    /** A text without the blanks around it; nothing of one that is blank. */
    public static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /**
     * A word, in lower case.
     *
     * @param reason of the reject where it is none
     */
    String word(Reason reason) throws BrokenRule {
        String word = stripped().toLowerCase(Locale.ROOT);
        boolean fits = word.length() <= MAX_WORD && isLetter(word.charAt(0));
        for (int i = 1; fits && i < word.length(); i++) {
            char c = word.charAt(i);
            fits = isLetter(c) || isDigit(c) || c == '_' || c == '-';
        }
        if (!fits) {
            throw new BrokenRule(reason, column, text);
        }
        return word;
    }

    /** A UUID that stands somewhere else than in a record. */
    public static UUID uuid(String name, String text) throws BrokenRule {
        return UUID.fromString(new Value(name, text).checkedUuid());
    }

    /** @param place where the row has it */
    void uuid(int place, Row row) throws BrokenRule {
        String uuid = checkedUuid();
        row.uuid(
                place,
                hex(uuid, 0, 8) << 32 | hex(uuid, 9, 13) << 16 | hex(uuid, 14, 18),
                hex(uuid, 19, 23) << 48 | hex(uuid, 24, 36));
    }

    private String checkedUuid() throws BrokenRule {
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
        return uuid;
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

    static boolean isSign(char c) {
        return c == '+' || c == '-';
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

    public static boolean isBlank(String text) {
        int i = 0;
        while (i < text.length() && isBlank(text.charAt(i))) {
            i++;
        }
        return i == text.length();
    }
}
