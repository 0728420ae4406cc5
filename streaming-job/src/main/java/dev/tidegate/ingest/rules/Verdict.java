package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Row;

/** What the rules say of a record that is well framed. */
public sealed interface Verdict {

    /** It is a row, or takes one away; its values are in the row, which the next record takes over. */
    record Accepted(Row row) implements Verdict {}

    /**
     * A value is none of those wanted, such as its event type; its other values were not looked at.
     *
     * @param value trimmed, and a word in lower case
     */
    record Filtered(String value) implements Verdict {}

    /**
     * A value breaks a rule.
     *
     * @param reason the {@linkplain Reason#code() code} of the rule
     * @param column the name of the value's column
     * @param message the value, shortened, and what was expected
     */
    record Rejected(String reason, String column, String message) implements Verdict {}
}
