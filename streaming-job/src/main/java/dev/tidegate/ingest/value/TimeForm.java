package dev.tidegate.ingest.value;

/** How times are written. */
interface TimeForm {

    /** Microseconds since 1970-01-01T00:00:00Z. What is finer is cut off: rounding could change the day. */
    long micros(Value value) throws BrokenRule;
}
