package dev.tidegate.ingest.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What to do about an error of the database, by its SQLSTATE. */
public enum SqlFailure {
    /** Passes by itself: the same again, for as long as it takes. */
    REPEAT,
    /** Passes by itself, or one file asks for more disk or memory than the server has. */
    NO_ROOM,
    /** Took longer than a statement may: the server is slow for a while, or a file asks for too much. */
    TOO_SLOW,
    /** What was staged is not what is there, or nobody knows what it means: anew, a few times; then it is the data. */
    RESTAGE,
    /** A value that the rules let through: the file that has it goes to quarantine. */
    DATA,
    /** Needs a person: rights, schema, a table whose pages are damaged. */
    REFUSE;

    private static final Set<String> REFUSED = Set.of("28", "3D", "3F", "42");

    /** data_corrupted and index_corrupted. */
    private static final Set<String> DAMAGED = Set.of("XX001", "XX002");

    /** What the driver says where the server asks for a password and none is given. */
    private static final String NO_PASSWORD = "08004";

    /** disk_full, out_of_memory, and a limit on what a session may use, such as temp_file_limit. */
    private static final Set<String> OF_ROOM = Set.of("53000", "53100", "53200", "53400");

    /** query_canceled, as by statement_timeout, and transaction_timeout. */
    private static final Set<String> OF_TIME = Set.of("57014", "25P04");

    /**
     * Also what functions of triggers raise (P0), views with a check (44), what a table that has been changed cannot do any
     * more (0A), and what is true of some rows only (21, 27).
     */
    private static final Set<String> OF_DATA = Set.of("0A", "21", "22", "23", "27", "44", "54", "P0");

    /** cardinality_violation and triggered_data_change_violation: a row was changed by what its own change set off. */
    private static final Set<String> CHANGED_BEFORE = Set.of("21000", "27000");

    /** object_not_in_prerequisite_state, as of a sequence or a view in a trigger: the only one of its class that stays. */
    private static final String NOT_AS_NEEDED = "55000";

    /** What does not say what it is comes from the driver, mostly of a connection. */
    private static final Set<String> PASSING = Set.of("", "08", "25", "2B", "40", "53", "55", "57", "58");

    /** sequence_generator_limit_exceeded: there are no more ids, whatever a file holds. */
    private static final String NO_MORE_IDS = "2200H";

    public static SqlFailure of(SQLException failure) {
        String state = state(failure);
        if (state.equals(NO_MORE_IDS)) {
            return REFUSE;
        }
        if (state.equals("23505") || state.equals("23514")) {
            return RESTAGE;
        }
        if (OF_ROOM.contains(state)) {
            return NO_ROOM;
        }
        if (OF_TIME.contains(state)) {
            return TOO_SLOW;
        }
        String kind = state.substring(0, Math.min(2, state.length()));
        if (OF_DATA.contains(kind) || state.equals(NOT_AS_NEEDED)) {
            return isOfForeignTrigger(failure) ? REFUSE : DATA;
        }
        if (REFUSED.contains(kind) || DAMAGED.contains(state) || state.equals(NO_PASSWORD)) {
            return REFUSE;
        }
        if (PASSING.contains(kind)) {
            return ConnectFailure.of(failure).isPresent() ? REFUSE : REPEAT;
        }
        return RESTAGE;
    }

    /** Whether the same may succeed later, without anybody doing anything. */
    public static boolean passes(SQLException failure) {
        return of(failure) == REPEAT || of(failure) == NO_ROOM;
    }

    /**
     * Whether the merge met a row that was changed by what it set off itself. The merge names each key once, so that is the
     * doing of a trigger of somebody else and no fault of a file. Raised in a function, such an error has a context and
     * says something of what that function was given.
     */
    public static boolean isOfForeignTrigger(SQLException failure) {
        return CHANGED_BEFORE.contains(state(failure))
                && failure instanceof PSQLException
                && context(failure).isEmpty();
    }

    /** Whether other values might be taken. */
    public static boolean isOfValues(SQLException failure) {
        return of(failure) == DATA || of(failure) == RESTAGE;
    }

    /** Whether other values might be taken, whatever else is said of it than its SQLSTATE. */
    public static boolean isOfValues(String state) {
        return !CHANGED_BEFORE.contains(state) && isOfValues(new SQLException("", state));
    }

    /** Whether it took longer than a statement may. */
    public static boolean isOfTime(SQLException failure) {
        return of(failure) == TOO_SLOW;
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

    /** What the database said, its SQLSTATE, and the function in which it happened, where it was one. */
    public static String explain(SQLException failure) {
        return "%s (SQLSTATE %s)%s"
                .formatted(
                        Patience.firstLine(failure),
                        failure.getSQLState(),
                        context(failure).stream()
                                // The record itself, or a statement whose function comes next.
                                .filter(line -> !line.startsWith("COPY ") && !line.startsWith("SQL statement "))
                                .findFirst()
                                .map(line -> ", " + line)
                                .orElse(""));
    }

    /** Where in a function it was raised, innermost first; empty where it is of the statement itself. */
    private static List<String> context(SQLException failure) {
        ServerErrorMessage said = failure instanceof PSQLException ours ? ours.getServerErrorMessage() : null;
        return said == null || said.getWhere() == null
                ? List.of()
                : said.getWhere().lines().toList();
    }

    /** What to do about one that waiting does not mend; empty where its message says it. */
    public static String advice(SQLException failure) {
        return switch (of(failure)) {
            case TOO_SLOW -> "A statement may take so long and no longer: --statement-timeout gives it more time";
            case DATA, RESTAGE ->
                "No file alone is to blame. Look at triggers, rules and constraints on Tidegate's tables: scripts/tidegate"
                        + " doctor names those of others";
            default ->
                isOfForeignTrigger(failure)
                        ? "A trigger of somebody else changes the rows that are being merged: scripts/tidegate doctor"
                                + " names it"
                        : "";
        };
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
