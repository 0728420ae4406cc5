package dev.tidegate.ingest.operate.guess.sample;

/** A file of which no mapping can be made; the message says why, and what would help. */
public final class UnguessableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnguessableException(String message) {
        super(message);
    }
}
