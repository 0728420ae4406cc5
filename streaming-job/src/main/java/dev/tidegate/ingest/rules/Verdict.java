package dev.tidegate.ingest.rules;

import dev.tidegate.ingest.stream.Row;

/** What the rules say of a record that is well framed. */
public sealed interface Verdict {

    /** It is an event; its values are in the row, which the next record takes over. */
    record Accepted(Row row) implements Verdict {}

    /**
     * Its kind of event is none that is kept; its other values were not looked at.
     *
     * @param eventType trimmed and in lower case
     */
    record Filtered(String eventType) implements Verdict {}

    /**
     * A value breaks a rule.
     *
     * @param reason the {@linkplain Reason#code() code} of the rule
     * @param column the name of the value's column
     * @param message the value, shortened, and what was expected
     */
    record Rejected(String reason, String column, String message) implements Verdict {}
}
