package dev.tidegate.ingest.database;

/**
 * The database does not have any more what the job saw committed: it was restored, or a standby that lagged was promoted.
 * Nothing may be loaded before it is known what is missing.
 */
public final class DatabaseWentBackException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DatabaseWentBackException(String message) {
        super(message);
    }
}
