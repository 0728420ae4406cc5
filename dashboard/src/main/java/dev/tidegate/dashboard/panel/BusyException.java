package dev.tidegate.dashboard.panel;

/** There is no answer yet: too much is being asked, or this takes long. The same question later may have one. */
public final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How long to leave it, in seconds. */
    public static final int ASK_AGAIN_AFTER = 5;

    /** @param message for people */
    public BusyException(String message) {
        super(message, null, false, false);
    }
}
