package dev.tidegate.postgres;

import java.io.IOException;

/** A PostgreSQL server cannot be had, for a reason that its user can fix: the message says everything needed. */
public final class ServerUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A reason found by this program itself. */
    public ServerUnavailableException(String message) {
        super(message);
    }

    /** A reason that something else gave. */
    public ServerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
