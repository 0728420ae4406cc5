package dev.tidegate.ingest.rules;

import java.util.Locale;

/** The rule that a rejected value breaks. */
public enum Reason {
    /** A required value is not there, or is nothing but blanks. */
    MISSING_VALUE("a value"),
    /** The event type is no word. */
    BAD_EVENT_TYPE("a word of at most 64 characters a-z, 0-9, _ and -, the first of them a letter"),
    BAD_UUID("a UUID: 8-4-4-4-12 hexadecimal digits"),
    BAD_INTEGER("a whole number of 1 to 19 digits"),
    /** A number of the right form is too small or too large. */
    OUT_OF_RANGE("a number within its range"),
    BAD_DECIMAL("a decimal of digits, at most one point, no sign and no exponent"),
    /** Rounding would change the amount. */
    TOO_MANY_DECIMALS("at most 2 decimals"),
    TOO_LONG_TEXT("a shorter text"),
    /** PostgreSQL holds no such text. */
    NUL_IN_TEXT("a text without NUL"),
    BAD_TIMESTAMP("an existing date and time from 00:00:00 to 23:59:59 as yyyy-MM-dd HH:mm:ss or yyyy-MM-ddTHH:mm:ss,"
            + " perhaps with a point and 1 to 9 decimals, and Z, ' UTC', +hh, +hhmm, +hh:mm or nothing behind it"),
    /** Clocks were put forward over it. */
    TIMESTAMP_IN_GAP("a local time that exists"),
    YEAR_OUT_OF_RANGE("a time in the years 1970 to 2100 in UTC");

    private final String expected;

    Reason(String expected) {
        this.expected = expected;
    }

    /** The stable short name that {@code rejected_events.reason} holds. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a value must be that does not break the rule. */
    String expected() {
        return expected;
    }
}
