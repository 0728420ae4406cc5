package dev.tidegate.dashboard.database;

/** Why a query got no answer, as far as that makes a difference to who asked. */
public enum Problem {
    /** No connection: not there, restarting, full, or it does not let us in. */
    UNREACHABLE,
    /** The query took longer than it may. */
    TOO_SLOW,
    /** It answers, but has no views for us: not set up, another version, or missing rights. */
    NOT_SET_UP,
    /** Anything else. */
    OTHER;

    static Problem of(String sqlState) {
        if (sqlState.equals("57014")) {
            return TOO_SLOW;
        }
        return switch (sqlState.length() == 5 ? sqlState.substring(0, 2) : "") {
            // Empty is a connection that the pool could not give.
            case "", "08", "28", "3D", "53", "57", "58" -> UNREACHABLE;
            case "42", "3F" -> NOT_SET_UP;
            default -> OTHER;
        };
    }
}
