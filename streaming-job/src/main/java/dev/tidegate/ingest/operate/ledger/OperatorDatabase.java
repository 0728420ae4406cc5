package dev.tidegate.ingest.operate.ledger;

import dev.tidegate.ingest.database.Database;
import dev.tidegate.ingest.database.Pooler;
import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.options.DatabaseOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import picocli.CommandLine.Mixin;

/** The database, as the operator logs in. */
public final class OperatorDatabase {

    private static final String LOGIN = "tidegate_admin";

    @Mixin
    private DatabaseOptions options;

    /** Whether an option or a variable names one; if not, that of the options is a guess. */
    public boolean isNamed() {
        return options.isNamed();
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

    /**
     * The same, for what is asked of one stream.
     *
     * @throws FailedException if the database has no such stream
     */
    public Connection connect(String purpose, String stream) throws SQLException {
        Connection connection = connect(purpose);
        try {
            KnownStreams.prove(connection, stream);
            return connection;
        } catch (SQLException | FailedException e) {
            connection.close();
            throw e;
        }
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
