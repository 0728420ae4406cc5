package dev.tidegate.ingest.value;

import static dev.tidegate.ingest.value.Reason.BAD_DECIMAL;
import static dev.tidegate.ingest.value.Reason.OUT_OF_RANGE;
import static dev.tidegate.ingest.value.Reason.TOO_MANY_DECIMALS;

import dev.tidegate.ingest.stream.Type;
import java.math.BigDecimal;

/** Exact numbers in plain notation, as units of the last decimal: nothing is ever rounded. */
final class Decimals {

    private final boolean digitsOnly;
    private final char point;
    private final int mostWhole;
    private final int scale;
    private final long min;
    private final long max;
    private final String form;

    /** @param point between the whole and the decimals */
    Decimals(Type.Decimal type, char point) {
        this.digitsOnly = type.digitsOnly();
        this.point = point;
        this.mostWhole = type.precision() - type.scale();
        this.scale = type.scale();
        this.min = type.min();
        this.max = type.max();
        String name = point == '.' ? "point" : "comma";
        this.form = "a decimal of digits, at most one " + name
                + (digitsOnly ? ", no sign and no exponent" : ", perhaps a sign, and no exponent");
    }

    long units(Value value) throws BrokenRule {
        String text = value.stripped();
        int from = !digitsOnly && Value.isSign(text.charAt(0)) ? 1 : 0;
        int at = text.indexOf(point, from);
        int whole = at < 0 ? text.length() : at;
        int end = text.length();
        if (!Value.areDigits(text, from, whole) || (at >= 0 && !Value.areDigits(text, at + 1, end))) {
            throw new BrokenRule(BAD_DECIMAL, value.column(), value.text(), form);
        }
        int first = behindZeros(text, from, whole);
        if (whole - first > mostWhole) {
            throw new BrokenRule(
                    OUT_OF_RANGE, value.column(), value.text(), "at most " + mostWhole + " digits before the point");
        }
        int decimals = at < 0 ? 0 : decimals(text, at + 1, end);
        if (decimals > scale) {
            throw new BrokenRule(TOO_MANY_DECIMALS, value.column(), value.text(), atMostDecimals());
        }
        long units = Value.digits(text, first, whole);
        for (int i = 0; i < scale; i++) {
            units = units * 10 + (i < decimals ? text.charAt(at + 1 + i) - '0' : 0);
        }
        return within(from > 0 && text.charAt(0) == '-' ? -units : units, value);
    }

    private long within(long units, Value value) throws BrokenRule {
        if (units < min || units > max) {
            throw new BrokenRule(OUT_OF_RANGE, value.column(), value.text(), range());
        }
        return units;
    }

    private static int behindZeros(String text, int from, int to) {
        int first = from;
        while (first < to && text.charAt(first) == '0') {
            first++;
        }
        return first;
    }

    /** How many there are, zeros beyond the scale not counted: they are no loss. */
    private int decimals(String text, int from, int to) {
        int end = to;
        while (end - from > scale && text.charAt(end - 1) == '0') {
            end--;
        }
        return end - from;
    }

    private String atMostDecimals() {
        return scale == 0 ? "no decimals" : "at most " + scale + (scale == 1 ? " decimal" : " decimals");
    }

    private String range() {
        String least = BigDecimal.valueOf(min, scale).toPlainString();
        String most = BigDecimal.valueOf(max, scale).toPlainString();
        if (min == Long.MIN_VALUE) {
            return "a number of at most " + most;
        }
        return max == Long.MAX_VALUE ? "a number of at least " + least : "a number from " + least + " to " + most;
    }
}
