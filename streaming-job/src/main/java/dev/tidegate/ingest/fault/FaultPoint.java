package dev.tidegate.ingest.fault;

/**
 * Places at which a test makes the process die, as a power cut would: {@code -Dtidegate.fault=BEFORE_COMMIT} halts there,
 * {@code BEFORE_COMMIT:3} the third time. Without that property each costs one comparison.
 */
@SuppressWarnings("ImmutableEnumChecker") // counts how often it was passed, only where a test asked for it
public enum FaultPoint {
    AFTER_LISTING,
    BETWEEN_PARTS,
    AFTER_TAKING_APART,
    BETWEEN_PUBLISHED_PARTS,
    AFTER_OFFSETS,
    IN_TASK_BEFORE_COPY,
    IN_TASK_IN_COPY,
    IN_TASK_BEFORE_COPY_ENDS,
    IN_TASK_AFTER_COPY,
    BEFORE_MERGE,
    IN_MERGE,
    BEFORE_COMMIT,
    AFTER_COMMIT,
    BEFORE_MOVES,
    BETWEEN_COPY_AND_DELETE,
    BETWEEN_MOVES,
    BEFORE_SPARK_COMMIT,
    AFTER_SPARK_COMMIT;

    private static final String PROPERTY = "tidegate.fault";
    private static final int STATUS = 137;

    private final int strikesAt = strikesAt();
    private int passed;

    private int strikesAt() {
        String wanted = System.getProperty(PROPERTY, "");
        if (wanted.equals(name())) {
            return 1;
        }
        return wanted.startsWith(name() + ":") ? Integer.parseInt(wanted.substring(name().length() + 1)) : 0;
    }

    /** Halts the process here if a test asked for it. */
    public void strike() {
        if (strikesAt > 0) {
            strikeWhenDue();
        }
    }

    private synchronized void strikeWhenDue() {
        if (++passed == strikesAt) {
            System.err.println("Fault point " + name() + " strikes");
            Runtime.getRuntime().halt(STATUS);
        }
    }
}
