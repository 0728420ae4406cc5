package dev.tidegate.bench;

/** What was loaded is not what was delivered: its timing means nothing. */
final class CheckFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CheckFailedException(String message) {
        super(message);
    }
}
