package dev.tidegate.dashboard.web;

/** A parameter has a wrong value. The message says which one and what was expected. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRequest(String message) {
        super(message);
    }
}
