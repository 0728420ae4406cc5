package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.database.DatabaseWentBackException;
import dev.tidegate.ingest.database.Lease;
import dev.tidegate.ingest.database.Seen;
import dev.tidegate.ingest.database.ServerIdentity;
import dev.tidegate.ingest.database.StorableTime;
import dev.tidegate.ingest.files.FileStat;
import dev.tidegate.ingest.source.LandedFile;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What the ledger says of the moves of a stream's files, outside of the transactions that load them. Uses the session of the lease, so
 * a job that was shut out marks nothing.
 */
public final class Ledger {

    /** What a look at all rows of a table may take. */
    private static final Duration WHOLE_TABLE = Duration.ofHours(6);

    private final Lease lease;
    private final Statements statements;

    /** @param statements of the stream of the lease */
    public Ledger(Lease lease, Statements statements) {
        this.lease = lease;
        this.statements = statements;
    }

    /** Files that are loaded or refused, and not yet marked as moved, in the order in which they were loaded. */
    public List<LedgerFile> toBeMoved() throws SQLException {
        try (PreparedStatement statement = lease.connection().prepareStatement(Sql.FIND_TO_BE_MOVED)) {
            statement.setString(1, lease.stream());
            return files(statement);
        }
    }

    /** The newest files that were moved within a span of time up to now. */
    public List<LedgerFile> movedLately(Duration span, int atMost) throws SQLException {
        try (PreparedStatement statement = lease.connection().prepareStatement(Sql.FIND_MOVED_LATELY)) {
            statement.setString(1, lease.stream());
            statement.setInt(2, atMost);
            statement.setLong(3, span.toSeconds());
            return files(statement);
        }
    }

    /**
     * Those of some versions of files that are loaded or refused, and lie in the input folder since then. One whose load is being
     * committed may be missing: whoever loads it anew asks behind the fence.
     */
    public List<LandedFile> left(List<LandedFile> files) throws SQLException {
        return left(lease.connection(), lease.stream(), files);
    }

    /** The same for one who holds no lease. */
    public static List<LandedFile> left(Connection connection, String stream, List<LandedFile> files)
            throws SQLException {
        List<LandedFile> left = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(Sql.FIND_IN_LEDGER)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "int4", IntStream.range(0, files.size()).boxed().toArray()));
            statement.setArray(2, array(connection, "text", files, LandedFile::name));
            statement.setArray(3, array(connection, "int8", files, LandedFile::size));
            statement.setArray(
                    4, array(connection, "timestamptz", files, file -> StorableTime.text(file.modifiedMillis())));
            statement.setArray(5, array(connection, "text", files, LandedFile::etag));
            statement.setString(6, stream);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (row.getBoolean("to_be_moved")) {
                        left.add(files.get(row.getInt("place")));
                    }
                }
            }
        }
        return left;
    }

    private static Array array(
            Connection connection, String type, List<LandedFile> files, Function<LandedFile, Object> value)
            throws SQLException {
        return connection.createArrayOf(type, files.stream().map(value).toArray());
    }

    private static List<LedgerFile> files(PreparedStatement statement) throws SQLException {
        List<LedgerFile> files = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                files.add(new LedgerFile(
                        rows.getLong("file_id"),
                        rows.getString("path"),
                        new FileStat(
                                rows.getLong("size_bytes"),
                                millis(rows.getObject("modified_at", OffsetDateTime.class)),
                                rows.getString("etag")),
                        rows.getString("state").equals("quarantined"),
                        rows.getString("sha256"),
                        rows.getString("archive_path")));
            }
        }
        return files;
    }

    /** Which database it is in. */
    public ServerIdentity server() {
        return lease.server();
    }

    /** Whose files it has. */
    public String stream() {
        return lease.stream();
    }

    /** Which start of the job this is. */
    public long epoch() {
        return lease.epoch();
    }

    /** How many sessions of the database there were: with each new one the ledger may say something else. */
    public long sessions() {
        return lease.sessions();
    }

    /**
     * Whether it has a file.
     *
     * @param sha256 hash of its bytes; null to ask for the id alone
     */
    public boolean has(long fileId, String sha256) throws SQLException {
        boolean has = Seen.has(lease.connection(), lease.stream(), fileId, sha256);
        if (has) {
            lease.seen().committed(fileId, sha256);
        }
        return has;
    }

    /** Its end, for people: the newest file and when it was loaded. */
    public String end() throws SQLException {
        try (PreparedStatement statement = lease.connection().prepareStatement(Sql.NEWEST_FILE)) {
            statement.setString(1, lease.stream());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                OffsetDateTime loaded = row.getObject("loaded_at", OffsetDateTime.class);
                return loaded == null
                        ? "it is empty"
                        : "it ends with file %d of %s".formatted(row.getLong("file_id"), loaded.toInstant());
            }
        }
    }

    /** Which of these files of the archive, or of the quarantine folder, it does not have. */
    public List<String> unknown(boolean quarantined, List<String> paths, List<Long> fileIds) throws SQLException {
        return unknown(lease.connection(), lease.stream(), quarantined, paths, fileIds);
    }

    /** The same for one who holds no lease. */
    public static List<String> unknown(
            Connection connection, String stream, boolean quarantined, List<String> paths, List<Long> fileIds)
            throws SQLException {
        List<String> unknown = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(Sql.UNKNOWN_FILES)) {
            statement.setArray(1, connection.createArrayOf("text", paths.toArray()));
            statement.setArray(2, connection.createArrayOf("int8", fileIds.toArray()));
            statement.setString(3, stream);
            statement.setBoolean(4, quarantined);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    unknown.add(row.getString("path"));
                }
            }
        }
        return unknown;
    }

    /** The newest file that may hold older versions of tombstones which retention has removed; 0 where there is none. */
    public long tombstonesRemovedUpTo() throws SQLException {
        return tombstonesRemovedUpTo(lease.connection(), lease.stream());
    }

    /** The same for one who holds no lease. */
    public static long tombstonesRemovedUpTo(Connection connection, String stream) throws SQLException {
        return RemovedTombstones.find(connection, stream, null, null)
                .map(RemovedTombstones.UpTo::fileId)
                .orElse(0L);
    }

    /**
     * Marks files as moved.
     *
     * @throws DatabaseWentBackException if it does not have them all
     */
    public void markMoved(List<LedgerFile> files) throws SQLException {
        Connection connection = lease.connection();
        try (PreparedStatement statement = connection.prepareStatement(Sql.MARK_MOVED)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "int8", files.stream().map(LedgerFile::fileId).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text", files.stream().map(LedgerFile::name).toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "text", files.stream().map(LedgerFile::archivePath).toArray()));
            statement.setString(4, lease.stream());
            proveAll(statement.executeUpdate(), files, "moved");
        }
    }

    /** @param done what was done with them, for people */
    private static void proveAll(int marked, List<LedgerFile> files, String done) {
        if (marked != files.size()) {
            throw new DatabaseWentBackException(
                    "The ledger has %d of %d files that were loaded and %s now, the first is %s (file id %d)"
                            .formatted(
                                    marked,
                                    files.size(),
                                    done,
                                    files.get(0).name(),
                                    files.get(0).fileId()));
        }
    }

    /**
     * Marks files as deleted from the input folder.
     *
     * @throws DatabaseWentBackException if it does not have them all
     */
    public void markDeleted(List<LedgerFile> files) throws SQLException {
        Connection connection = lease.connection();
        Object[] ids = files.stream().map(LedgerFile::fileId).toArray();
        Object[] names = files.stream().map(LedgerFile::name).toArray();
        try (PreparedStatement statement = connection.prepareStatement(Sql.MARK_DELETED)) {
            statement.setArray(1, connection.createArrayOf("int8", ids));
            statement.setArray(2, connection.createArrayOf("text", names));
            statement.setString(3, lease.stream());
            proveAll(statement.executeUpdate(), files, "deleted");
        }
    }

    /** Marks a file as one that can never be moved: its bytes are gone from the input folder. */
    public void markLost(LedgerFile file, String why) throws SQLException {
        try (PreparedStatement statement = lease.connection().prepareStatement(Sql.MARK_LOST)) {
            statement.setString(1, why);
            statement.setString(2, lease.stream());
            statement.setLong(3, file.fileId());
            statement.executeUpdate();
        }
    }

    /**
     * Makes sure that no file id up to this one is given out again, as after a restore of the database, and none that it has.
     *
     * @param wentBack whether it is known to have lost files: then the rows may be from later ones than it has
     */
    public void raiseIds(long fileId, boolean wentBack) throws SQLException {
        if (raise(fileId) || wentBack) {
            raise(highestSourceFile());
        }
    }

    /** Returns whether they had to be raised. */
    private boolean raise(long fileId) throws SQLException {
        try (PreparedStatement statement = lease.connection().prepareStatement(Sql.RAISE_IDS)) {
            statement.setLong(1, fileId);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean("raised");
            }
        }
    }

    /** Of the rows of the stream. In a session of its own: it may take long. */
    private long highestSourceFile() throws SQLException {
        try (Connection connection = lease.database().connect("recovery", WHOLE_TABLE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(statements.highestSourceFile())) {
            row.next();
            return row.getLong("file_id");
        }
    }

    static long millis(OffsetDateTime time) {
        return time.toInstant().toEpochMilli();
    }
}
