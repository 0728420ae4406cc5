package dev.tidegate.dashboard.web;

/** A parameter that makes no sense; the message says which and what was expected. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRequest(String message) {
        super(message);
    }
}
