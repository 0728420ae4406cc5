package dev.tidegate.ingest.value;

import static dev.tidegate.ingest.value.Reason.BAD_TIME;
import static dev.tidegate.ingest.value.Value.areDigits;
import static dev.tidegate.ingest.value.Value.digits;

import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;

/** Times of day as HH:mm, HH:mm:ss and a fraction, or by patterns that are tried in order. */
interface DayTimes {

    int MINUTES = "HH:mm".length();
    int SECONDS = "HH:mm:ss".length();

    /** Microseconds since midnight. What is finer is cut off: rounding could reach the next day. */
    long micros(Value value) throws BrokenRule;

    /**
     * Times of these forms.
     *
     * @throws IllegalArgumentException if one is no pattern, or none of a time of day
     */
    static DayTimes of(List<String> formats) {
        if (formats.isEmpty()) {
            return DayTimes::plain;
        }
        Patterns patterns = Patterns.of(
                formats, parsed -> parsed.query(TemporalQueries.localTime()) != null, "it has no hour and minute");
        String expected = "an existing time of day as " + Shown.oneOf(formats);
        return value -> {
            TemporalAccessor parsed = patterns.parse(value.stripped());
            if (parsed == null) {
                throw new BrokenRule(BAD_TIME, value.column(), value.text(), expected);
            }
            return parsed.query(TemporalQueries.localTime()).getLong(ChronoField.MICRO_OF_DAY);
        };
    }

    private static long plain(Value value) throws BrokenRule {
        String text = value.stripped();
        int length = text.length();
        boolean form = length >= MINUTES
                && areDigits(text, 0, 2)
                && text.charAt(2) == ':'
                && areDigits(text, 3, 5)
                && (length == MINUTES
                        || (length >= SECONDS && text.charAt(MINUTES) == ':' && areDigits(text, 6, SECONDS)))
                && (length <= SECONDS
                        || (text.charAt(SECONDS) == '.'
                                && length <= SECONDS + 10
                                && areDigits(text, SECONDS + 1, length)));
        if (!form) {
            throw new BrokenRule(BAD_TIME, value.column(), value.text());
        }
        long seconds = length == MINUTES ? 0 : digits(text, 6, SECONDS);
        if (digits(text, 0, 2) > 23 || digits(text, 3, 5) > 59 || seconds > 59) {
            throw new BrokenRule(BAD_TIME, value.column(), value.text());
        }
        seconds += digits(text, 0, 2) * 3600 + digits(text, 3, 5) * 60;
        return seconds * 1_000_000 + Timestamps.fraction(text, SECONDS, length);
    }
}
