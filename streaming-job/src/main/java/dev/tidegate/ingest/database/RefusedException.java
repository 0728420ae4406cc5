package dev.tidegate.ingest.database;

import java.sql.SQLException;

/** The job must not go on, and waiting does not help: its message is the one line that a person needs. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }

    public RefusedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** After a step that failed for a reason that waiting does not mend. */
    public static RefusedException after(String step, SQLException why) {
        String advice = SqlFailure.advice(why);
        return new RefusedException(
                "%s failed: %s%s. Nothing is lost: what is not loaded stays in the input folder"
                        .formatted(step, SqlFailure.explain(why), advice.isEmpty() ? "" : ". " + advice),
                why);
    }
}
