package dev.tidegate.dashboard.panel;

/** There is no answer yet: too much is being asked, or the query takes long. Asking again later may help. */
public final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** When to ask again, in seconds. */
    public static final int ASK_AGAIN_AFTER = 5;

    /** @param message for people */
    public BusyException(String message) {
        super(message, null, false, false);
    }
}
