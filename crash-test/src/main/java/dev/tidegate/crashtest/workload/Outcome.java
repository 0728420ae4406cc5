package dev.tidegate.crashtest.workload;

/** What the rules of the file format make of one record, before the load judges it against the table. */
public sealed interface Outcome {

    /** Physical line, from 1, on which the record begins. */
    long line();

    /** A version of a row, to be merged. */
    record Accepted(long line, Row row) implements Outcome {}

    /** A record with a value that is not wanted. */
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
