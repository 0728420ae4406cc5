package dev.tidegate.crashtest.running;

/** Something that had to happen did not, or not in time: the test ends here. */
public final class TooLateException extends Exception {

    private static final long serialVersionUID = 1;

    public TooLateException(String message) {
        super(message);
    }
}
