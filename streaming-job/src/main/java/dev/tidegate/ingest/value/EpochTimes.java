package dev.tidegate.ingest.value;

import static dev.tidegate.ingest.value.Reason.BAD_TIMESTAMP;

/**
 * Times as a count of seconds, or of parts of one, since 1970 in UTC, perhaps with decimals.
 *
 * @param unit what is counted, for people
 * @param perSecond how many of them make a second; 0 where the number of digits tells
 */
record EpochTimes(String unit, long perSecond) implements TimeForm {

    private static final long MICROS = 1_000_000;

    /** Nobody reaches the year 2101 with more, in any unit but nanoseconds. */
    private static final int MAX_DIGITS = 18;

    /** By its number of digits: seconds of 1973 to 2286, milliseconds, microseconds and nanoseconds of 2001 to 2286. */
    static EpochTimes ofAnyUnit() {
        return new EpochTimes("seconds, milliseconds, microseconds or nanoseconds", 0);
    }

    @Override
    public long micros(Value value) throws BrokenRule {
        String text = value.stripped();
        int point = text.indexOf('.');
        int whole = point < 0 ? text.length() : point;
        long unitsPerSecond = perSecond == 0 ? bySize(whole) : perSecond;
        boolean decimals = point >= 0;
        if (unitsPerSecond == 0
                || whole > (unitsPerSecond > MICROS ? MAX_DIGITS + 1 : MAX_DIGITS)
                || !Value.areDigits(text, 0, whole)
                || (decimals && !Value.areDigits(text, point + 1, text.length()))) {
            throw new BrokenRule(
                    BAD_TIMESTAMP, value.column(), value.text(), "the " + unit + " since 1970 as a number");
        }
        long count = Value.digits(text, 0, whole);
        if (count < 0) {
            throw new BrokenRule(Reason.YEAR_OUT_OF_RANGE, value.column(), value.text());
        }
        long rest = count % unitsPerSecond;
        long micros = unitsPerSecond > MICROS ? rest / (unitsPerSecond / MICROS) : rest * (MICROS / unitsPerSecond);
        if (decimals && unitsPerSecond < MICROS) {
            micros += Timestamps.fraction(text, point, text.length()) / unitsPerSecond;
        }
        return Timestamps.micros(count / unitsPerSecond, micros, value);
    }

    private static long bySize(int digits) {
        return switch (digits) {
            case 9, 10 -> 1;
            case 13 -> 1_000;
            case 16 -> MICROS;
            case 19 -> 1_000_000_000;
            default -> 0;
        };
    }
}
