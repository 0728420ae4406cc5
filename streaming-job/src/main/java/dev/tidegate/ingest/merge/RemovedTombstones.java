package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.stream.Stream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The tombstones of a stream that retention has removed: nothing in the table keeps older versions of those rows away any more. Only
 * asked behind the fence, which retention holds while it removes some.
 */
final class RemovedTombstones {

    private final Connection connection;
    private final Statements statements;
    private final long fileId;
    private final String version;

    private RemovedTombstones(Connection connection, Statements statements, long fileId, String version) {
        this.connection = connection;
        this.statements = statements;
        this.fileId = fileId;
        this.version = version;
    }

    /** Empty where none was ever removed. */
    static Optional<RemovedTombstones> of(Connection connection, Statements statements) throws SQLException {
        Stream stream = statements.stream();
        if (stream.deleted() == null) {
            return Optional.empty();
        }
        return find(connection, stream.name(), stream.version(), stream.versionType())
                .map(upTo -> new RemovedTombstones(connection, statements, upTo.fileId(), upTo.version()));
    }

    /**
     * Up to where they are gone.
     *
     * @param version the newest of them; null where it is not one of the column and type that was asked for
     */
    record UpTo(long fileId, String version) {}

    /** The same without the fence; empty where none was ever removed. */
    static Optional<UpTo> find(Connection connection, String stream, String version, String versionType)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.FIND_REMOVED_TOMBSTONES)) {
            statement.setString(1, version);
            statement.setString(2, versionType);
            statement.setString(3, stream);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new UpTo(row.getLong("file_id"), row.getString("version")))
                        : Optional.empty();
            }
        }
    }

    /** Whether a file that the ledger has may hold an older version of one of those rows. */
    boolean concern(long deliveredAs) {
        return deliveredAs <= fileId;
    }

    /** Whether versions are times. A number may count the versions of one row, and says nothing about those of another. */
    boolean areOrderedByTime() {
        Stream stream = statements.stream();
        return version != null && !stream.versionType().equals("numeric");
    }

    /**
     * Records that would be new rows and may be older than what was removed.
     *
     * @param fileNo of the file with the first of them
     * @param line on which that one begins
     */
    record Older(long records, int fileNo, long line) {}

    /** Among what is staged, files and rows, and not yet merged. */
    Optional<Older> olderAmongStaged() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statements.olderThanRemoved())) {
            statement.setString(1, version);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong("records") == 0
                        ? Optional.empty()
                        : Optional.of(new Older(row.getLong("records"), row.getInt("file_no"), row.getLong("line")));
            }
        }
    }
}
