package dev.tidegate.crashtest.workload;

/** What the rules of the file format make of one record, before the load judges it against the table. */
public sealed interface Outcome {

    /** Physical line, from 1, on which the record begins. */
    long line();

    /** An event to be merged. */
    record Accepted(long line, Event event) implements Outcome {}

    /** An event of a type that is not loaded. */
    record Filtered(long line) implements Outcome {}

    /**
     * A dead letter.
     *
     * @param offset of its first byte, in the unpacked file
     * @param reason short code
     * @param raw its bytes without the line end
     */
    record Rejected(long line, long offset, String reason, byte[] raw) implements Outcome {}
}
