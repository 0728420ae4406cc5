package dev.tidegate.ingest.database;

/** A wait was ended by a request to stop. What was in hand is not done; the next start does it. */
public final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoppedException(String message) {
        super(message);
    }
}
