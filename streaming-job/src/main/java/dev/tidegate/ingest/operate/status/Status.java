package dev.tidegate.ingest.operate.status;

import dev.tidegate.ingest.database.Schema;
import dev.tidegate.ingest.merge.Counts;
import dev.tidegate.ingest.operate.console.FailedException;
import dev.tidegate.ingest.operate.ledger.Query;
import dev.tidegate.ingest.options.AfterLoad;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a stream is, at one moment of the database's clock.
 *
 * @param epoch which start of the job is the newest one
 * @param owner process and host of the newest job; null before the first
 * @param since when it started
 * @param heartbeatAt its last sign of life
 * @param retrying what failed and is tried again; null where all goes well
 * @param filesWaiting files in the input folder that are still to be loaded, as the job saw them last
 * @param filesHeld files that cannot be loaded or moved now
 * @param filesToMove files that are loaded and not yet in the archive; 0 where they stay
 * @param lagSeconds how long the oldest of them has been waiting; 0 where none waits
 * @param lastBatch null where there was none, or it was removed long ago
 * @param files rows of the ledger
 * @param rejectsLastHour by reason
 * @param streams all that were asked for, in the first of them, for JSON; null in the others
 */
record Status(
        String stream,
        State state,
        Instant now,
        long epoch,
        String owner,
        Instant since,
        Instant heartbeatAt,
        String retrying,
        long filesWaiting,
        Instant oldestWaitingAt,
        double lagSeconds,
        long filesHeld,
        long filesToMove,
        LastBatch lastBatch,
        long files,
        Counts totals,
        Map<String, Long> rejectsLastHour,
        List<Status> streams) {

    /** A job that gives no sign of life for so long is replaced by the next that asks. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** Whether a job is at work. */
    enum State {
        RUNNING,
        /** A job lives, and repeats what the database does not let it do. Between two tries it holds no lock. */
        RETRYING,
        /** A job holds the lock, and has given no sign of life for 30 seconds. */
        SILENT,
        STOPPED
    }

    /** @param lagSeconds from the modification time of its oldest file to its commit */
    record LastBatch(long batchId, Instant committedAt, int files, long recordsRead, long millis, Double lagSeconds) {

        static LastBatch of(ResultSet row) throws SQLException {
            Instant committed = Query.time(row, "committed_at");
            Instant oldest = Query.time(row, "oldest_modified_at");
            return new LastBatch(
                    row.getLong("batch_id"),
                    committed,
                    row.getInt("files"),
                    row.getLong("records_read"),
                    row.getLong("read_ms") + row.getLong("stage_ms") + row.getLong("merge_ms"),
                    oldest == null ? null : Duration.between(oldest, committed).toMillis() / 1000.0);
        }
    }

    /** @param afterLoad what the job does with loaded files */
    static Status read(Connection connection, String stream, AfterLoad afterLoad) throws SQLException {
        LastBatch lastBatch = Query.of(Status.class, "last_batch", stream)
                .first(connection, LastBatch::of)
                .orElse(null);
        Map<String, Long> rejects = new LinkedHashMap<>();
        Query.of(Status.class, "rejects_by_reason", stream)
                .list(connection, row -> rejects.put(row.getString("reason"), row.getLong("rejects")));
        return Query.of(Status.class, "status", stream)
                .first(connection, row -> of(row, lastBatch, rejects, afterLoad))
                .orElseThrow(() -> new FailedException(
                        "the database has no stream %s: run postgres_setup.sql on it".formatted(stream)));
    }

    private static Status of(ResultSet row, LastBatch lastBatch, Map<String, Long> rejects, AfterLoad afterLoad)
            throws SQLException {
        Instant now = Query.time(row, "now");
        Instant heartbeat = Query.time(row, "heartbeat_at");
        Instant oldest = Query.time(row, "oldest_waiting_at");
        return new Status(
                row.getString("stream"),
                state(row, later(heartbeat, Query.time(row, "started_at")), now),
                now,
                row.getLong("epoch"),
                row.getString("owner"),
                Query.time(row, "started_at"),
                heartbeat,
                row.getString("note"),
                row.getLong("files_waiting"),
                oldest,
                oldest == null ? 0 : Duration.between(oldest, now).toMillis() / 1000.0,
                row.getLong("files_held"),
                afterLoad == AfterLoad.LEAVE ? 0 : row.getLong("files_to_move"),
                lastBatch,
                row.getLong("files"),
                Counts.of(row),
                rejects,
                null);
    }

    /** The same, and in it all. */
    Status with(List<Status> all) {
        return new Status(
                stream,
                state,
                now,
                epoch,
                owner,
                since,
                heartbeatAt,
                retrying,
                filesWaiting,
                oldestWaitingAt,
                lagSeconds,
                filesHeld,
                filesToMove,
                lastBatch,
                files,
                totals,
                rejectsLastHour,
                all);
    }

    private static Instant later(Instant one, Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }

    private static State state(ResultSet row, Instant lastSign, Instant now) throws SQLException {
        boolean silent = lastSign == null || Duration.between(lastSign, now).compareTo(SILENCE) > 0;
        String note = row.getString("note");
        if (!silent && note != null && !note.startsWith(Schema.LAST_WORDS)) {
            return State.RETRYING;
        }
        if (!row.getBoolean("locked")) {
            return State.STOPPED;
        }
        return silent ? State.SILENT : State.RUNNING;
    }
}
