package dev.tidegate.ingest.files;

import java.io.IOException;

/** A file that no record can be read from, or not all: it goes to quarantine whole. */
public final class UnusableFileException extends IOException {
    public static final String BAD_HEADER = "bad_header";
    public static final String DUPLICATE_COLUMN = "duplicate_column";
    public static final String MISSING_COLUMN = "missing_column";
    /** Where a stream refuses columns that it does not know. */
    public static final String UNKNOWN_COLUMN = "unknown_column";

    public static final String CORRUPT_GZIP = "corrupt_gzip";
    /** The same of a file that is packed in another way, or that holds more than one. */
    public static final String CORRUPT_PACKING = "corrupt_packing";

    static final String GROWS_TOO_LARGE = "grows_too_large";
    static final String HEADER_TOO_LONG = "header_too_long";
    static final String TOO_MANY_COLUMNS = "too_many_columns";
    static final String TOO_MANY_REJECTS = "too_many_rejects";

    private final String reason;

    /** @param reason as {@link #reason()} has it */
    public UnusableFileException(String reason, String message) {
        this(reason, message, null);
    }

    /** @param reason as {@link #reason()} has it */
    public UnusableFileException(String reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * A stable short code: {@code bad_header}, {@code duplicate_column}, {@code missing_column}, {@code unknown_column},
     * {@code corrupt_gzip}, {@code corrupt_packing}, or one of
     * {@link FileLimits}: {@code grows_too_large}, {@code header_too_long}, {@code too_many_columns}, {@code too_many_rejects}.
     */
    public String reason() {
        return reason;
    }
}
