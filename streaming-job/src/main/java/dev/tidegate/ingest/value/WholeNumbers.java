package dev.tidegate.ingest.value;

import static dev.tidegate.ingest.value.Reason.BAD_INTEGER;
import static dev.tidegate.ingest.value.Reason.OUT_OF_RANGE;

import dev.tidegate.ingest.stream.Type;

/** Whole numbers: 1 to 19 digits, with a sign where that is allowed. */
record WholeNumbers(long min, long max, boolean digitsOnly) {

    private static final int MAX_DIGITS = 19;
    private static final String SIGNED = "a whole number of 1 to 19 digits, perhaps with a sign";

    /** Those that the table has room for. */
    static WholeNumbers of(Type.Whole type) {
        return new WholeNumbers(type.least(), type.most(), type.digitsOnly());
    }

    long number(Value value) throws BrokenRule {
        String text = value.stripped();
        int from = !digitsOnly && Value.isSign(text.charAt(0)) ? 1 : 0;
        int length = text.length();
        if (length - from > MAX_DIGITS || !Value.areDigits(text, from, length)) {
            throw new BrokenRule(
                    BAD_INTEGER, value.column(), value.text(), digitsOnly ? BAD_INTEGER.expected() : SIGNED);
        }
        // 19 digits beyond a long come out below zero: as one of 64 bits without a sign they would be right.
        long number = Value.digits(text, from, length);
        boolean negative = from > 0 && text.charAt(0) == '-';
        boolean fits = number >= 0 || (negative && number == Long.MIN_VALUE);
        number = negative ? -number : number;
        if (!fits || number < min || number > max) {
            throw new BrokenRule(
                    OUT_OF_RANGE, value.column(), value.text(), "a whole number from " + min + " to " + max);
        }
        return number;
    }
}
