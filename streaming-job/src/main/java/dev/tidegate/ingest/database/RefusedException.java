package dev.tidegate.ingest.database;

/** The job must not go on, and waiting does not help: its message is the one line that a person needs. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }

    public RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
