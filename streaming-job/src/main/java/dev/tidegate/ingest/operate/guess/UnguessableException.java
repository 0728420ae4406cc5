package dev.tidegate.ingest.operate.guess;

/** A file of which no mapping can be made; the message says why, and what would help. */
final class UnguessableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnguessableException(String message) {
        super(message);
    }
}
