package dev.tidegate.ingest.value;

import java.util.List;

/**
 * How numbers are written.
 *
 * @param point between the whole and the decimals
 * @param thousands characters of which one may stand between groups of digits; a blank is any of the blanks that do not break
 *     a line, too
 * @param signs of currencies, or their codes, which may stand before or behind an amount
 */
public record NumberForm(char point, String thousands, List<String> signs) {

    private static final String BLANKS = " \u00a0\u202f\u2009";

    public NumberForm {
        thousands = thousands.indexOf(' ') >= 0 ? thousands + BLANKS : thousands;
        signs = List.copyOf(signs);
    }

    /** Digits and a point. */
    public static NumberForm plain(char point) {
        return new NumberForm(point, "", List.of());
    }

    boolean isPlain() {
        return thousands.isEmpty() && signs.isEmpty();
    }

    /** The same value in digits, with a point and a sign before them, if it is so written; else as it is. */
    Value plain(Value value) throws BrokenRule {
        String plain = digits(value.stripped());
        return plain == null ? value : value.as(plain);
    }

    /** The same of a text as it stands in a file. */
    public String plain(String text) {
        String stripped = Value.stripped(text);
        String plain = isPlain() ? null : digits(stripped);
        return plain == null ? stripped : plain;
    }

    /** Null for what is not so written. */
    private String digits(String written) {
        String text = stripped(written);
        boolean inBrackets = text.startsWith("(") && text.endsWith(")") && text.length() > 2;
        String sign = inBrackets ? "-" : "";
        text = inBrackets ? stripped(text.substring(1, text.length() - 1)) : text;
        for (int part = 0; part < 2; part++) {
            if (sign.isEmpty()) {
                sign = sign(text);
                text = withoutSign(text, sign);
            }
            text = withoutCurrency(text);
        }
        if (sign.isEmpty()) {
            sign = sign(text);
            text = withoutSign(text, sign);
        }
        String digits = withoutThousands(text);
        return digits == null || Value.isSignAt(digits) ? null : sign + digits;
    }

    private static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && BLANKS.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (from < to && BLANKS.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSign(char c) {
        return c == '-' || c == '+' || c == '\u2212';
    }

    /** Before the number or behind it. */
    private static String sign(String text) {
        if (text.isEmpty()) {
            return "";
        }
        char first = text.charAt(0);
        char last = text.charAt(text.length() - 1);
        char sign = isSign(first) ? first : isSign(last) ? last : 0;
        return sign == 0 ? "" : sign == '+' ? "+" : "-";
    }

    private static String withoutSign(String text, String sign) {
        if (sign.isEmpty()) {
            return text;
        }
        return stripped(isSign(text.charAt(0)) ? text.substring(1) : text.substring(0, text.length() - 1));
    }

    private String withoutCurrency(String text) {
        for (String sign : signs) {
            if (text.length() > sign.length() && text.startsWith(sign)) {
                return stripped(text.substring(sign.length()));
            }
            if (text.length() > sign.length() && text.endsWith(sign)) {
                return stripped(text.substring(0, text.length() - sign.length()));
            }
        }
        return text;
    }

    /** Null where the groups are none: 1,34 with a comma between thousands is no 134. */
    private String withoutThousands(String text) {
        int whole = text.indexOf(point) < 0 ? text.length() : text.indexOf(point);
        char separator = 0;
        int lastGroup = -1;
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < whole; i++) {
            char c = text.charAt(i);
            if (thousands.indexOf(c) < 0) {
                digits.append(c);
                continue;
            }
            int group = i - lastGroup - 1;
            boolean fits = lastGroup < 0 ? group >= 1 && group <= 3 : group == 3 || group == 2;
            if (!fits || (separator != 0 && separator != c)) {
                return null;
            }
            separator = c;
            lastGroup = i;
        }
        if (lastGroup >= 0 && whole - lastGroup - 1 != 3) {
            return null;
        }
        return digits.append(text, whole, text.length()).toString();
    }
}
