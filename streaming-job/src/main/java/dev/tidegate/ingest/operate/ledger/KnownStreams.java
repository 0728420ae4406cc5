package dev.tidegate.ingest.operate.ledger;

import dev.tidegate.ingest.operate.console.FailedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The streams of a database. */
public final class KnownStreams {

    private KnownStreams() {}

    /** Their names, the built-in one first. */
    public static List<String> names(Connection connection) throws SQLException {
        return Query.of(KnownStreams.class, "streams").list(connection, row -> row.getString("stream"));
    }

    /**
     * That it is one of them: of a name that is only misspelled a command would say that there is nothing.
     *
     * @throws FailedException if it is not
     */
    public static void prove(Connection connection, String stream) throws SQLException {
        List<String> names = names(connection);
        if (!names.contains(stream)) {
            throw new FailedException(
                    "the database has no stream %s, but %s; 'tidegate ddl' prints the SQL by which it gets one"
                            .formatted(stream, names.isEmpty() ? "none at all" : String.join(", ", names)));
        }
    }
}
