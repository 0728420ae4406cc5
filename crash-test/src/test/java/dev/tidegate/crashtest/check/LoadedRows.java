package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.workload.Delivery;
import dev.tidegate.crashtest.workload.Event;
import dev.tidegate.crashtest.workload.OrderLine;
import dev.tidegate.crashtest.workload.Outcome.Rejected;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;

/** Writes into the database what a job writes of one stream. */
final class LoadedRows {

    private final Connection connection;
    private final String stream;

    LoadedRows(Connection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /** A file that is a micro-batch of its own. */
    void insertLedger(long fileId, Delivery delivery, String archivePath, Counts counts) throws SQLException {
        update(
                """
                INSERT INTO ingested_files (stream, file_id, batch_id, path, size_bytes, modified_at, sha256, state, loaded_at, archived_at,
                    archive_path, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, now(), now(), ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                stream,
                fileId,
                fileId,
                delivery.name(),
                delivery.version().size(),
                utc(Instant.ofEpochMilli(delivery.modifiedMillis())),
                HexFormat.of().parseHex(delivery.version().sha256()),
                delivery.version().quarantined() ? "quarantined" : "archived",
                archivePath,
                counts.read(),
                counts.inserted(),
                counts.updated(),
                counts.unchanged(),
                counts.stale(),
                counts.duplicate(),
                counts.filtered(),
                counts.rejected());
        update("""
                INSERT INTO ingest_batches (stream, batch_id, epoch, spark_batch_id, query_id, files, records_read, started_at,
                    committed_at, read_ms, stage_ms, merge_ms)
                VALUES (?, ?, 1, ?, 'test', 1, ?, now(), now(), 0, 0, 0)
                """, stream, fileId, fileId, counts.read());
    }

    void insertReject(long fileId, Rejected reject) throws SQLException {
        update("""
                INSERT INTO rejected_events (stream, file_id, line, byte_offset, byte_length, rejected_at, reason, message, raw)
                VALUES (?, ?, ?, ?, ?, now(), ?, 'test', ?)
                """, stream, fileId, reject.line(), reject.offset(), reject.raw().length, reject.reason(), reject.raw());
    }

    void insert(TableRow row) throws SQLException {
        if (row.row() instanceof Event event) {
            insert(event, row);
        } else if (row.row() instanceof OrderLine line) {
            insert(line, row);
        }
    }

    private void insert(Event event, TableRow row) throws SQLException {
        update(
                """
                INSERT INTO raw_events (event_id, user_id, product_id, product_name, category, event_type, quantity, price,
                    total_price, event_timestamp, event_date, extra, source_file_id, source_line)
                SELECT ?, ?, ?, ?, ?, ?, q, p, p * q, t, (t AT TIME ZONE 'UTC')::date, jsonb_strip_nulls(jsonb_build_object('note', ?::text)), ?, ?
                FROM (VALUES (?::int, ?::numeric, ?::timestamptz)) AS v (q, p, t)
                """,
                event.id(),
                event.user(),
                event.product(),
                event.productName(),
                event.category(),
                event.type(),
                event.note(),
                row.fileId(),
                row.line(),
                event.quantity(),
                event.price(),
                utc(event.time()));
    }

    private void insert(OrderLine line, TableRow row) throws SQLException {
        update(
                """
                INSERT INTO shop.order_lines (order_id, line_no, sku, quantity, price, total, currency, status, source, updated_at, day,
                    extra, deleted_at, source_file_id, source_line)
                SELECT ?, ?, ?, q, p, q * p, ?, ?, ?, t, CASE WHEN NOT deleted THEN (t AT TIME ZONE 'UTC')::date END,
                    jsonb_strip_nulls(jsonb_build_object('note', ?::text)), CASE WHEN deleted THEN now() END, ?, ?
                FROM (VALUES (?::numeric, ?::numeric, ?::timestamptz, ?::boolean)) AS v (q, p, t, deleted)
                """,
                line.order(),
                line.line(),
                line.sku(),
                line.currency(),
                line.status(),
                line.source(),
                line.note(),
                row.fileId(),
                row.line(),
                line.quantity(),
                line.price(),
                utc(line.time()),
                line.deleted());
    }

    /** Makes the running totals of the stream what its part of the ledger says. */
    void addTotals() throws SQLException {
        update("""
                UPDATE pipeline SET (files, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected)
                    = (SELECT count(*), sum(records_read), sum(inserted), sum(updated), sum(unchanged), sum(stale),
                              sum(duplicate), sum(filtered), sum(rejected) FROM ingested_files WHERE stream = ?)
                WHERE stream = ?
                """, stream, stream);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private void update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
