package dev.tidegate.generator.lines;

/** What a line is meant to be. */
public enum Kind {
    /** An event, delivered for the first time and in order. */
    GOOD("good"),
    /** An earlier event delivered again, unchanged. */
    REDELIVERED("redelivered"),
    /** An earlier event's id with other content and a newer timestamp. */
    CORRECTED("corrected"),
    /** An event, or another version of an earlier one, whose timestamp is older than what went before. */
    OUT_OF_ORDER("out-of-order"),
    /** A line that no reader can take for an event. */
    MALFORMED("malformed"),
    /** An event whose type is a word, but none of view, click and buy. */
    UNKNOWN_TYPE("unknown-type");

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    /** The word that stands in the truth file and in messages. */
    public String word() {
        return word;
    }
}
