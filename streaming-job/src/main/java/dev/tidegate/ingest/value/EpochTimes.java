package dev.tidegate.ingest.value;

import static dev.tidegate.ingest.value.Reason.BAD_TIMESTAMP;

/**
 * Times as a count of seconds, or of parts of one, since 1970 in UTC.
 *
 * @param unit what is counted, for people
 * @param perSecond how many of them make a second
 */
record EpochTimes(String unit, int perSecond) implements TimeForm {

    private static final int MICROS = 1_000_000;

    /** Nobody reaches the year 2101 with more, in any unit. */
    private static final int MAX_DIGITS = 18;

    @Override
    public long micros(Value value) throws BrokenRule {
        String text = value.stripped();
        if (text.length() > MAX_DIGITS || !Value.areDigits(text, 0, text.length())) {
            throw new BrokenRule(
                    BAD_TIMESTAMP, value.column(), value.text(), "the " + unit + " since 1970 as a whole number");
        }
        long count = Value.digits(text, 0, text.length());
        return Timestamps.micros(count / perSecond, count % perSecond * (MICROS / perSecond), value);
    }
}
