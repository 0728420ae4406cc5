package dev.tidegate.dashboard.database;

/** The database gave no answer; the message says why, for people. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;

    DatabaseException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    /** What kind of failure it is. */
    public Problem problem() {
        return problem;
    }
}
