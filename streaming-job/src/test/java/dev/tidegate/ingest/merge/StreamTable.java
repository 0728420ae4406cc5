package dev.tidegate.ingest.merge;

import dev.tidegate.ingest.stage.SessionTables;
import dev.tidegate.ingest.stream.ColumnLists;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.postgres.TestDatabase;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The table of a stream, and micro-batches that are merged into it by the statements of the job. Rows are staged as SQL, so
 * no rule of a file has a say.
 */
final class StreamTable implements AutoCloseable {

    private final Stream stream;
    private final Statements statements;
    private final Connection connection;
    private long lastBatch;

    StreamTable(TestDatabase database, Stream stream, String ddl) throws SQLException {
        this.stream = stream;
        this.statements = Statements.of(stream);
        database.execute(ddl + "; GRANT SELECT, INSERT, UPDATE, DELETE ON "
                + stream.table().quoted() + " TO tidegate_ingest");
        this.connection = database.connect(database.ingest());
        new SessionTables(stream).create(connection);
        Merge.createStagedFiles(connection);
        createKnown(connection);
        connection.setAutoCommit(false);
    }

    /** Makes the table that has the rows which were looked up before. */
    static void createKnown(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TEMP TABLE staged_known (LIKE staged_events, _tg_found tid) ON COMMIT DELETE ROWS");
        }
    }

    /**
     * A row on its way into the table.
     *
     * @param values literals, in the order of the columns of the stream
     */
    record Line(long line, List<String> values, boolean deleted) {}

    /**
     * A file of a micro-batch.
     *
     * @param source of which its rows are: its own id unless it is a replay
     * @param bytes stands for what its hash is made of
     */
    record Delivery(long id, long source, long bytes, List<Line> lines) {}

    Connection connection() {
        return connection;
    }

    /** Merges a micro-batch; returns the counts of each file. */
    List<Counts> merge(NewEvents.Expected expected, List<Delivery> files) throws SQLException {
        for (int place = 0; place < files.size(); place++) {
            stage(place + 1, files.get(place).lines());
        }
        long batch = ++lastBatch;
        knowSome(batch);
        Fence fence = new Fence(stream.name(), batch, 1, new long[0], Timestamp.from(Instant.EPOCH.plusSeconds(batch)));
        List<StagedFile> staged = new ArrayList<>();
        for (int place = 0; place < files.size(); place++) {
            staged.add(staged(place + 1, files.get(place)));
        }
        new Merge(connection, statements, fence).write(staged, () -> expected);
        connection.commit();
        List<Counts> counts = new ArrayList<>();
        for (Delivery file : files) {
            counts.add(counts(file.id()));
        }
        connection.commit();
        return counts;
    }

    /** A look-up is a hint: here it lacks rows that are known, has others, and knows the place of few. */
    private void knowSome(long batch) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO staged_known SELECT *, CASE _tg_line % 2 WHEN 0 THEN '(0,1)'::tid END"
                    + " FROM staged_events WHERE (_tg_line + %d) %% 3 <> 0".formatted(batch));
        }
    }

    private static StagedFile staged(int fileNo, Delivery file) {
        long read = file.lines().size();
        return new StagedFile(
                fileNo,
                file.id(),
                file.source(),
                file.source() == file.id() ? null : file.source(),
                "loaded",
                "file.csv",
                read,
                0,
                null,
                ByteBuffer.allocate(32).putLong(file.bytes()).array(),
                new Counts(read, 0, 0, 0, 0, 0, 0, 0),
                null,
                "somewhere/" + file.id());
    }

    private void stage(int fileNo, List<Line> lines) throws SQLException {
        if (lines.isEmpty()) {
            return;
        }
        String names = stream.columns().stream()
                .map(column -> ColumnLists.quoted(column.name()))
                .collect(Collectors.joining(", "));
        String deleted = stream.deleted() == null ? "" : "_tg_deleted, ";
        String rows = lines.stream()
                .map(line -> "(%d, %d, %s%s)"
                        .formatted(
                                fileNo,
                                line.line(),
                                stream.deleted() == null ? "" : line.deleted() + ", ",
                                String.join(", ", line.values())))
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO staged_events (_tg_file_no, _tg_line, %s%s) VALUES %s"
                    .formatted(deleted, names, rows));
        }
    }

    private Counts counts(long fileId) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT * FROM ingested_files WHERE file_id = ?")) {
            statement.setLong(1, fileId);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Counts.of(row);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
