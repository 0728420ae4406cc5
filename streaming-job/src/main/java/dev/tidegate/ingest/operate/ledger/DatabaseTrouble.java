package dev.tidegate.ingest.operate.ledger;

import dev.tidegate.ingest.database.ConnectFailure;
import dev.tidegate.ingest.log.Printable;
import java.sql.SQLException;

/** Says in one line what the database refused, and what to do about it. */
public final class DatabaseTrouble {

    private DatabaseTrouble() {}

    /** The first line of the message, and a hint where one is known. */
    public static String explain(SQLException trouble) {
        String message = Printable.of(String.valueOf(trouble.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .strip());
        String hint = ConnectFailure.of(trouble)
                .map(ConnectFailure::advice)
                .orElseGet(() -> hint(trouble.getSQLState() == null ? "" : trouble.getSQLState()));
        if (hint.isEmpty()) {
            return message;
        }
        return (message.endsWith(".") ? message : message + ".") + " " + hint;
    }

    private static String hint(String state) {
        if (state.startsWith("08") || state.startsWith("57P")) {
            return "Is the server up, and --jdbc-url right?";
        }
        if (state.startsWith("28")) {
            return "Look at --user, --password-file and --password-command";
        }
        return switch (state) {
            case "3D000" -> "Look at --jdbc-url";
            case "42501" -> "The role needs more rights: GRANT tidegate_operator TO it, or take another with --user";
            case "42P01", "42703", "42883" -> "Run postgres_setup.sql of this version on the database";
            case "55P03" -> "A large micro-batch is being merged; try again when it is done";
            default -> "";
        };
    }
}
