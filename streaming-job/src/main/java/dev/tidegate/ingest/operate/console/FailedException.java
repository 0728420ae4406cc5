package dev.tidegate.ingest.operate.console;

/** What was asked for cannot be done: the message is the one line that a person needs. */
public final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** {@code message} is printed as it is. */
    public FailedException(String message) {
        super(message);
    }
}
