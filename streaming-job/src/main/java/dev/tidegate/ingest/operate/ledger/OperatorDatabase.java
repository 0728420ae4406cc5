package dev.tidegate.ingest.operate.ledger;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Pooler;
import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.options.DatabaseOptions;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import picocli.CommandLine.Mixin;

/** The database, as the operator logs in, and which stream in it is meant. */
public final class OperatorDatabase {

    private static final String LOGIN = "tidegate_admin";

    @Mixin
    private DatabaseOptions options;

    /** Whether an option or a variable names one; if not, that of the options is a guess. */
    public boolean isNamed() {
        return options.isNamed();
    }

    /** What is declared of the stream that is asked about: the only place of all commands that says which one. */
    public Stream declaration() {
        return Events.STREAM;
    }

    /** Its name. */
    public String stream() {
        return declaration().name();
    }

    /** As the options name it. */
    public Database database() {
        return options.database(LOGIN);
    }

    /** A new session, in auto-commit, for statements that read or change large parts of the tables. */
    public Connection connectForLong(String purpose) throws SQLException {
        return own(database().connect(purpose, Duration.ofDays(7)));
    }

    /** A new session, in auto-commit. */
    public Connection connect(String purpose) throws SQLException {
        return own(database().connect(purpose));
    }

    private Connection own(Connection connection) throws SQLException {
        boolean shared = true;
        try {
            shared = Pooler.sharesSessions(database(), connection);
        } finally {
            if (shared) {
                connection.close();
            }
        }
        if (shared) {
            throw new FailedException("%s: %s".formatted(database(), Pooler.SHARED));
        }
        return connection;
    }
}
