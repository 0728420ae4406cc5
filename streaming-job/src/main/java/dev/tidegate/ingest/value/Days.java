package dev.tidegate.ingest.value;

import static dev.tidegate.ingest.value.Reason.BAD_DATE;
import static dev.tidegate.ingest.value.Value.areDigits;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;

/** Days as yyyy-MM-dd, or by patterns that are tried in order. */
interface Days {

    String YEARS = "a day in the years 1 to 9999";

    /** Days since 1970. */
    long day(Value value) throws BrokenRule;

    /**
     * Days of these forms.
     *
     * @throws IllegalArgumentException if one is no pattern, or none of a day
     */
    static Days of(List<String> formats) {
        if (formats.isEmpty()) {
            return Days::plain;
        }
        Patterns patterns = Patterns.of(
                formats, parsed -> parsed.query(TemporalQueries.localDate()) != null, "it has no day, month and year");
        String expected = "an existing day as " + Shown.oneOf(formats);
        return value -> {
            TemporalAccessor parsed = patterns.parse(value.stripped());
            if (parsed == null) {
                throw new BrokenRule(BAD_DATE, value.column(), value.text(), expected);
            }
            LocalDate day = parsed.query(TemporalQueries.localDate());
            requireYear(day.getYear(), value);
            return day.toEpochDay();
        };
    }

    private static long plain(Value value) throws BrokenRule {
        String text = value.stripped();
        boolean form = text.length() == 10
                && areDigits(text, 0, 4)
                && text.charAt(4) == '-'
                && areDigits(text, 5, 7)
                && text.charAt(7) == '-'
                && areDigits(text, 8, 10);
        if (!form) {
            throw new BrokenRule(BAD_DATE, value.column(), value.text());
        }
        int year = (int) Value.digits(text, 0, 4);
        int month = (int) Value.digits(text, 5, 7);
        int day = (int) Value.digits(text, 8, 10);
        boolean exists = month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of(year, month).lengthOfMonth();
        if (!exists) {
            throw new BrokenRule(BAD_DATE, value.column(), value.text());
        }
        requireYear(year, value);
        return LocalDate.of(year, month, day).toEpochDay();
    }

    private static void requireYear(int year, Value value) throws BrokenRule {
        if (year < 1 || year > 9999) {
            throw new BrokenRule(Reason.YEAR_OUT_OF_RANGE, value.column(), value.text(), YEARS);
        }
    }
}
