package dev.tidegate.ingest.operate;

/** What was asked for cannot be done: the message is the one line that a person needs. */
final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FailedException(String message) {
        super(message);
    }
}
