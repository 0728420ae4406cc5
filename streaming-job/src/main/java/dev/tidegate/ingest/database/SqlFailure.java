package dev.tidegate.ingest.database;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** What to do about an error of the database, by its SQLSTATE. */
public enum SqlFailure {
    /** Passes by itself: the same again, for as long as it takes. */
    REPEAT,
    /** Passes by itself, or one file asks for more disk or memory than the server has. */
    NO_ROOM,
    /** What was staged is not what is there: stage anew, a few times; then it is the data. */
    RESTAGE,
    /** A value that the rules let through: the file that has it goes to quarantine. */
    DATA,
    /** Needs a person: rights, schema. */
    REFUSE;

    private static final Set<String> REFUSED = Set.of("28", "3D", "3F", "42");

    /** What the driver says where the server asks for a password and none is given. */
    private static final String NO_PASSWORD = "08004";

    /** disk_full, out_of_memory, and a limit on what a session may use, such as temp_file_limit. */
    private static final Set<String> OF_ROOM = Set.of("53000", "53100", "53200", "53400");

    private static final Set<String> OF_DATA = Set.of("22", "23", "54");

    public static SqlFailure of(SQLException failure) {
        String state = state(failure);
        if (state.equals("23505") || state.equals("23514")) {
            return RESTAGE;
        }
        if (OF_ROOM.contains(state)) {
            return NO_ROOM;
        }
        String kind = state.substring(0, Math.min(2, state.length()));
        if (OF_DATA.contains(kind)) {
            return DATA;
        }
        if (ConnectFailure.of(failure).isPresent()) {
            return REFUSE;
        }
        // 08, 40, 53300, 55, 57, 58, 25P03, XX, and what nobody has thought of: better to wait than to lose.
        return REFUSED.contains(kind) || state.equals(NO_PASSWORD) ? REFUSE : REPEAT;
    }

    /** Whether other values might be taken. */
    public static boolean isOfValues(SQLException failure) {
        return of(failure) == DATA || of(failure) == RESTAGE;
    }

    /** Whether there was no room on a disk or in memory. */
    public static boolean isOfRoom(SQLException failure) {
        return of(failure) == NO_ROOM;
    }

    /** Whether the server does not let this role in. */
    static boolean isOfLogin(SQLException failure) {
        boolean noPassword =
                state(failure).equals(NO_PASSWORD) && ConnectFailure.of(failure).isEmpty();
        return noPassword || state(failure).startsWith("28");
    }

    public static boolean isLockTimeout(SQLException failure) {
        return state(failure).equals("55P03");
    }

    public static boolean isDuplicateKey(SQLException failure) {
        return state(failure).equals("23505");
    }

    /** The error of the database inside of another, as of a failed Spark job. */
    public static Optional<SQLException> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }
}
