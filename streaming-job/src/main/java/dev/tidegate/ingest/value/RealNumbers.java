package dev.tidegate.ingest.value;

import static dev.tidegate.ingest.value.Reason.BAD_NUMBER;
import static dev.tidegate.ingest.value.Reason.OUT_OF_RANGE;

/**
 * Numbers in floating point, plain or with an exponent. By a grammar of our own first: that of the JDK takes {@code NaN},
 * {@code 1d} and {@code 0x1p3}, too.
 *
 * @param decimalPoint between the whole and the decimals
 */
record RealNumbers(char decimalPoint) {

    /** The bits of a double. */
    long bits(Value value) throws BrokenRule {
        String text = value.stripped();
        int mantissa = endOfMantissa(text);
        if (mantissa < 0 || !isExponent(text, mantissa)) {
            throw new BrokenRule(BAD_NUMBER, value.column(), value.text());
        }
        double number = Double.parseDouble(decimalPoint == '.' ? text : text.replace(decimalPoint, '.'));
        boolean lost = number == 0 && !isZero(text, mantissa);
        if (lost || Double.isInfinite(number)) {
            throw new BrokenRule(
                    OUT_OF_RANGE,
                    value.column(),
                    value.text(),
                    "a number that a double holds: its size is 0, or from 4.9e-324 to 1.7976931348623157e308");
        }
        return Double.doubleToRawLongBits(number);
    }

    /** Behind a sign, digits, and perhaps a point and digits; -1 where that is not what the text begins with. */
    private int endOfMantissa(String text) {
        int from = Value.isSign(text.charAt(0)) ? 1 : 0;
        int whole = endOfDigits(text, from);
        if (whole == from) {
            return -1;
        }
        if (whole == text.length() || text.charAt(whole) != decimalPoint) {
            return whole;
        }
        int decimals = endOfDigits(text, whole + 1);
        return decimals == whole + 1 ? -1 : decimals;
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && Value.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isExponent(String text, int from) {
        if (from == text.length()) {
            return true;
        }
        char e = text.charAt(from);
        int digits = from + 1 < text.length() && Value.isSign(text.charAt(from + 1)) ? from + 2 : from + 1;
        return (e == 'e' || e == 'E') && Value.areDigits(text, digits, text.length());
    }

    private static boolean isZero(String text, int mantissa) {
        for (int i = 0; i < mantissa; i++) {
            if (text.charAt(i) >= '1' && text.charAt(i) <= '9') {
                return false;
            }
        }
        return true;
    }
}
