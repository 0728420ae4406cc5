package dev.tidegate.ingest.value;

import java.util.Locale;

/** The rule that a rejected value breaks. */
public enum Reason {
    /** A required value is not there, or is nothing but blanks. */
    MISSING_VALUE("a value"),
    /** The event type is no word. */
    BAD_EVENT_TYPE("a word of at most 64 characters a-z, 0-9, _ and -, the first of them a letter"),
    /** The same in any other column. */
    BAD_WORD(BAD_EVENT_TYPE.expected),
    BAD_UUID("a UUID: 8-4-4-4-12 hexadecimal digits"),
    BAD_INTEGER("a whole number of 1 to 19 digits"),
    /** A number of the right form is too small or too large. */
    OUT_OF_RANGE("a number within its range"),
    BAD_DECIMAL("a decimal in plain notation"),
    /** Rounding would change the number. */
    TOO_MANY_DECIMALS("fewer decimals"),
    BAD_NUMBER("a number, plain or with an exponent"),
    BAD_BOOLEAN("a word for true or false"),
    TOO_LONG_TEXT("a shorter text"),
    /** PostgreSQL holds no such text. */
    NUL_IN_TEXT("a text without NUL"),
    /** The pattern that is declared does not match the whole text. */
    NO_MATCH("a text that matches"),
    NOT_ONE_OF("one of the texts that are declared"),
    BAD_JSON("JSON as RFC 8259 has it"),
    BAD_DATE("an existing day as yyyy-MM-dd"),
    BAD_TIME(
            "an existing time of day from 00:00 to 23:59:59 as HH:mm or HH:mm:ss, perhaps with a point and 1 to 9 decimals"),
    BAD_TIMESTAMP("an existing date and time from 00:00:00 to 23:59:59 as yyyy-MM-dd HH:mm:ss or yyyy-MM-ddTHH:mm:ss,"
            + " perhaps with a point and 1 to 9 decimals, and Z, UTC, GMT, +hh, +hhmm, +hh:mm or nothing behind it"),
    /** Clocks were put forward over it. */
    TIMESTAMP_IN_GAP("a local time that exists"),
    YEAR_OUT_OF_RANGE("a time in the years 1970 to 2100 in UTC");

    private final String expected;

    Reason(String expected) {
        this.expected = expected;
    }

    /** What a word that is none breaks: that of an event type has a name of its own. */
    static Reason ofWord(String header) {
        return "event_type".equals(header) ? BAD_EVENT_TYPE : BAD_WORD;
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
