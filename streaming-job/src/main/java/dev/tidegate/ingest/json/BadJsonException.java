package dev.tidegate.ingest.json;

/** A text that is no JSON object, or one of which a value cannot be kept. */
public final class BadJsonException extends Exception {

    private static final long serialVersionUID = 1;

    BadJsonException(String message) {
        super(message, null, false, false);
    }
}
