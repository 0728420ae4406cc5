package dev.tidegate.dashboard.panel;

import java.util.Locale;

/**
 * What a question can be narrowed by, beside the time; the name in lower case is the parameter in addresses and
 * queries.
 */
public enum Filter {
    /** A category of the shop; the empty string for events without one. */
    CATEGORY,
    /** A code of ISO 4217; the empty string for events without one, and not set for that with most orders. */
    CURRENCY,
    /** Length of a bar: see {@link Bucket}. */
    BUCKET,
    /** Which column comes first. */
    ORDER,
    /** view, click, cart, remove, checkout, buy or refund. */
    TYPE,
    /** Types of events with commas between, a ? behind those that may be left out: view,cart?,buy. */
    STEPS,
    /** A product_id. */
    PRODUCT,
    /** A user_id. */
    USER,
    /** A name of a stream; not set for all streams. */
    STREAM,
    /** A state of a file in the ledger. */
    STATE,
    /** A code of the rule that a reject broke. */
    REASON,
    /** A file_id. */
    FILE,
    /** Rows before this one; for the rejects file_id.byte_offset. */
    BEFORE,
    /** At most so many rows. */
    LIMIT;

    /** Its name in addresses and queries. */
    public String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }
}
