package dev.tidegate.ingest.csv;

import java.util.Locale;

/** Why a record cannot be taken apart; of several that apply to a record, the first in this order is its problem. */
public enum Problem {
    TOO_LONG("the line is longer than a record may be"),
    UNBALANCED_QUOTE("a quote is opened and never closed in a well-formed record"),
    TEXT_AFTER_QUOTE("there is text behind a closing quote"),
    NUL("there is a NUL byte in the record"),
    BAD_ENCODING("the bytes are not text in the encoding of the file"),
    FIELD_COUNT("the record has more or fewer fields than the header"),
    REPEATED_HEADER("the record is the header line once more"),
    BAD_JSON("the line is no JSON object that can be read"),
    UNKNOWN_COLUMN("the record has a column that the stream does not have");

    private final String message;

    Problem(String message) {
        this.message = message;
    }

    /** The stable short name that {@code rejected_events.reason} holds. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One sentence for people, without values of the record. */
    public String message() {
        return message;
    }
}
