package dev.tidegate.ingest.value;

/**
 * Ends the judging of a record at the first value that breaks a rule, so that each rule is one line. It carries no stack
 * trace: a file may be rejected in its millions of records, and nobody asks where in the code.
 */
public final class BrokenRule extends Exception {
    private static final int SHOWN = 60;

    private final Reason reason;
    private final String column;

    /**
     * A value that is not what its reason expects.
     *
     * @param value null where there is none
     */
    public BrokenRule(Reason reason, String column, String value) {
        this(reason, column, value, reason.expected());
    }

    /**
     * The same, of which more can be said.
     *
     * @param expected instead of the value
     */
    public BrokenRule(Reason reason, String column, String value, String expected) {
        super("expected " + expected + ", found " + shown(value), null, false, false);
        this.reason = reason;
        this.column = column;
    }

    /** Which rule. */
    public Reason reason() {
        return reason;
    }

    /** The name of the value's column. */
    public String column() {
        return column;
    }

    private static String shown(String value) {
        if (value == null || value.isEmpty()) {
            return "nothing";
        }
        StringBuilder shown = new StringBuilder("'");
        value.codePoints()
                .limit(SHOWN)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .forEach(shown::appendCodePoint);
        shown.append('\'');
        int length = value.codePointCount(0, value.length());
        return length <= SHOWN ? shown.toString() : shown + " and " + (length - SHOWN) + " characters more";
    }
}
