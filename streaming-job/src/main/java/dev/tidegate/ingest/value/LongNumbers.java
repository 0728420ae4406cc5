package dev.tidegate.ingest.value;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers of JSON that Gson cannot read. It adds digits up in 64 bits, and takes what comes to nothing there, such as 10 to the 64,
 * for a number that begins with a zero; and of more than 1,024 characters it takes none.
 */
final class LongNumbers {

    /** On either side of the point, an exponent written out. The largest double has 309. */
    static final int MOST_DIGITS = 1000;

    /** So many digits in a row always fit. */
    private static final int FIT = 19;

    private final String shown;
    private final List<String> numbers;

    private LongNumbers(String shown, List<String> numbers) {
        this.shown = shown;
        this.numbers = numbers;
    }

    /** Those of a document, which may not be one. */
    static LongNumbers of(String json) {
        StringBuilder shown = new StringBuilder();
        List<String> numbers = new ArrayList<>();
        int copied = 0;
        int i = 0;
        while (i < json.length()) {
            char c = json.charAt(i);
            if (c == '"') {
                i = behindString(json, i);
            } else if (isDigit(c) || c == '-') {
                int end = behindNumber(json, i);
                String number = json.substring(i, end);
                if (number.length() > FIT || exponentAt(number) >= 0) {
                    numbers.add(number);
                    shorten(number, shown.append(json, copied, i));
                    copied = end;
                }
                i = end;
            } else {
                i++;
            }
        }
        return new LongNumbers(
                copied == 0 ? json : shown.append(json, copied, json.length()).toString(), numbers);
    }

    /** The same document for Gson: right where this is, but with other digits, and fewer, where there are many. */
    String shown() {
        return shown;
    }

    /** Whether a number has more digits than are taken; to be asked of what is known to be a document. */
    boolean haveTooManyDigits() {
        return numbers.stream().anyMatch(LongNumbers::hasTooManyDigits);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int behindString(String json, int begin) {
        int i = begin + 1;
        while (i < json.length() && json.charAt(i) != '"') {
            i += json.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i + 1, json.length());
    }

    private static int behindNumber(String json, int begin) {
        int i = begin + 1;
        while (i < json.length() && (isDigit(json.charAt(i)) || ".eE+-".indexOf(json.charAt(i)) >= 0)) {
            i++;
        }
        return i;
    }

    /** With the first of many digits in a row and nines: as odd numbers they never come to nothing. */
    private static void shorten(String number, StringBuilder shown) {
        int inRow = 0;
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            inRow = isDigit(c) ? inRow + 1 : 0;
            if (inRow <= FIT) {
                shown.append(inRow > 1 && isLong(number, i - inRow + 1) ? '9' : c);
            }
        }
    }

    private static boolean isLong(String number, int begin) {
        int end = begin;
        while (end < number.length() && isDigit(number.charAt(end)) && end - begin <= FIT) {
            end++;
        }
        return end - begin > FIT;
    }

    private static int exponentAt(String number) {
        return Math.max(number.indexOf('e'), number.indexOf('E'));
    }

    private static boolean hasTooManyDigits(String number) {
        int e = exponentAt(number);
        int end = e < 0 ? number.length() : e;
        int point = number.indexOf('.');
        long decimals = point < 0 ? 0 : end - point - 1;
        int sign = number.charAt(0) == '-' ? 1 : 0;
        long whole = (point < 0 ? end : point) - (long) sign;
        // An exponent of more digits is beyond all bounds, and could be too long for a number.
        boolean far = e >= 0 && number.length() - e > 2 + 9;
        long exponent = e < 0 || far ? 0 : Long.parseLong(number.substring(e + 1));
        return far || whole + exponent > MOST_DIGITS || decimals - exponent > MOST_DIGITS;
    }
}
