package dev.tidegate.dashboard.database;

/** Why a query got no answer, as far as it matters to whoever asked. */
public enum Problem {
    /** No connection: the server is down, restarting or full, or it refuses the login. */
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
            // Empty where the pool had no connection to give.
            case "", "08", "28", "3D", "53", "57", "58" -> UNREACHABLE;
            case "42", "3F" -> NOT_SET_UP;
            default -> OTHER;
        };
    }
}
