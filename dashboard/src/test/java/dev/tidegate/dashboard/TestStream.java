package dev.tidegate.dashboard;

import dev.tidegate.dashboard.TestShop.Reject;
import dev.tidegate.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;

/** A stream whose files are committed as the streaming job commits them: ledger, totals and rejects together. */
public final class TestStream {
    private final TestDatabase database;
    private final String name;

    private TestStream(TestDatabase database, String name) {
        this.database = database;
        this.name = name;
    }

    /** The stream of the shop, which every database has. */
    public static TestStream events(TestDatabase database) {
        return new TestStream(database, "events");
    }

    /** A new stream; its table is not looked at by the dashboard, and is not made. */
    public static TestStream declared(TestDatabase database, String name) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO pipeline (stream, schema_version, target_table)"
                                + " SELECT ?, schema_version, ? FROM pipeline WHERE stream = 'events'")) {
            insert.setString(1, name);
            insert.setString(2, "public." + name);
            insert.executeUpdate();
        }
        return new TestStream(database, name);
    }

    /** One micro-batch of one file, of which so many records became rows. */
    public void commit(int inserted, Reject... rejects) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            write(connection, inserted, rejects);
            connection.commit();
        }
    }

    /** The same within a transaction that also writes the rows; the file's id. */
    long write(Connection connection, int inserted, Reject... rejects) throws SQLException {
        long file = fence(connection, inserted, rejects.length);
        reject(connection, file, rejects);
        ledger(connection, file, inserted, rejects.length);
        return file;
    }

    /** The job reports, as it does every five seconds; nothing waits and nothing fails. */
    public void report(int secondsAgo) throws SQLException {
        report(secondsAgo, 0, null, null);
    }

    /**
     * The job reports.
     *
     * @param oldest how long the oldest file has been waiting; null where none waits
     * @param note what failed, or why it has ended; null where all goes well
     */
    public void report(int secondsAgo, int waiting, Duration oldest, String note) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement report = connection.prepareStatement("""
                        INSERT INTO pipeline_status (stream, epoch, heartbeat_at, oldest_waiting_at, files_waiting, files_held, note)
                        VALUES (?, 1, now() - make_interval(secs => ?), ?, ?, 0, ?)
                        ON CONFLICT (stream) DO UPDATE SET heartbeat_at = excluded.heartbeat_at, note = excluded.note,
                               oldest_waiting_at = excluded.oldest_waiting_at, files_waiting = excluded.files_waiting
                        """)) {
            report.setString(1, name);
            report.setInt(2, secondsAgo);
            if (oldest == null) {
                report.setNull(3, Types.TIMESTAMP_WITH_TIMEZONE);
            } else {
                report.setTimestamp(3, Timestamp.from(Instant.now().minus(oldest)));
            }
            report.setInt(4, waiting);
            report.setString(5, note);
            report.executeUpdate();
        }
    }

    private long fence(Connection connection, int inserted, int rejected) throws SQLException {
        try (PreparedStatement fence = connection.prepareStatement("""
                UPDATE pipeline SET last_batch = nextval('ingest_batch_ids'), last_file_id = nextval('ingested_file_ids'),
                       files = files + 1, records_read = records_read + ? + ?, inserted = inserted + ?, rejected = rejected + ?
                WHERE stream = ?
                RETURNING last_file_id
                """)) {
            fence.setInt(1, inserted);
            fence.setInt(2, rejected);
            fence.setInt(3, inserted);
            fence.setInt(4, rejected);
            fence.setString(5, name);
            var row = fence.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }

    private void reject(Connection connection, long file, Reject... rejects) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO rejected_events (stream, file_id, line, byte_offset, byte_length, rejected_at, reason, column_name, message,
                       raw)
                VALUES (?, ?, ?, ?, ?, now(), ?, ?, ?, ?)
                """)) {
            for (int i = 0; i < rejects.length; i++) {
                insert.setString(1, name);
                insert.setLong(2, file);
                insert.setLong(3, 100L + i);
                insert.setLong(4, 10_000L + i);
                insert.setLong(5, rejects[i].raw().length());
                insert.setString(6, rejects[i].reason());
                insert.setString(7, rejects[i].column());
                insert.setString(8, rejects[i].message());
                insert.setBytes(9, rejects[i].bytes());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void ledger(Connection connection, long file, int inserted, int rejected) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                WITH batch AS (
                    INSERT INTO ingest_batches SELECT last_batch, 1, last_batch, ?, clock_timestamp() - interval '0.2 s',
                           clock_timestamp(), 1, 100, 0, 50, 'test', stream FROM pipeline WHERE stream = ?
                    RETURNING batch_id, committed_at, stream)
                INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read, inserted,
                       rejected, state, path, archive_path, stream)
                SELECT ?, batch_id, 1400, committed_at - interval '3 s', committed_at, committed_at, ?, ?, ?, 'archived',
                       stream || '-' || ? || '.csv', '2026-11-01/events.csv', stream
                FROM batch
                """)) {
            insert.setInt(1, inserted + rejected);
            insert.setString(2, name);
            insert.setLong(3, file);
            insert.setInt(4, inserted + rejected);
            insert.setInt(5, inserted);
            insert.setInt(6, rejected);
            insert.setLong(7, file);
            insert.executeUpdate();
        }
    }
}
