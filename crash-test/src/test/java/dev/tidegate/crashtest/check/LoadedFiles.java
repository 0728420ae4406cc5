package dev.tidegate.crashtest.check;

import dev.tidegate.crashtest.check.Expectation.LoadedFile;
import dev.tidegate.crashtest.workload.Deliveries;
import dev.tidegate.crashtest.workload.Delivery;
import dev.tidegate.crashtest.workload.Outcome.Rejected;
import dev.tidegate.crashtest.workload.Producer;
import dev.tidegate.crashtest.workload.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Files of several shapes, delivered one by one, and a database and folders as a faultless job leaves them. */
final class LoadedFiles {

    private static final List<Shape> SHAPES =
            List.of(Shape.SMALL, Shape.SMALL, Shape.PACKED, Shape.EMPTY, Shape.WITHOUT_COLUMN, Shape.SMALL);

    private final Connection connection;
    private final Path root;
    private final Deliveries deliveries;
    private final Expectation expectation = new Expectation();

    private LoadedFiles(Connection connection, Path root) throws IOException {
        this.connection = connection;
        this.root = root;
        Files.createDirectories(root.resolve("input"));
        Files.createDirectories(root.resolve("truth"));
        this.deliveries = new Deliveries(root.resolve("input"), root.resolve("truth"));
    }

    static LoadedFiles load(Connection connection, Path root, long seed) throws IOException, SQLException {
        LoadedFiles files = new LoadedFiles(connection, root);
        Producer producer = new Producer(files.deliveries);
        Random random = new Random(seed);
        for (Shape shape : SHAPES) {
            producer.deliver(1, shape, random);
            files.take(files.deliveries.all().get(files.deliveries.all().size() - 1));
        }
        for (TableRow row : files.expectation.table().values()) {
            files.insert(row);
        }
        files.execute(
                "UPDATE pipeline SET (files, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected)"
                        + " = (SELECT count(*), sum(records_read), sum(inserted), sum(updated), sum(unchanged), sum(stale),"
                        + " sum(duplicate), sum(filtered), sum(rejected) FROM ingested_files)");
        return files;
    }

    Checker checker() {
        return new Checker(deliveries, root.resolve("input"), root.resolve("archive"), root.resolve("quarantine"));
    }

    /** The newest file in the archive. */
    Path archived() {
        return root.resolve("archive").resolve(archivePath(deliveries.all().get(SHAPES.size() - 1)));
    }

    /** The oldest file in the archive. */
    Path firstArchived() {
        return root.resolve("archive").resolve(archivePath(deliveries.all().get(0)));
    }

    Path quarantined() {
        return root.resolve("quarantine")
                .resolve(archivePath(deliveries.all().get(SHAPES.indexOf(Shape.WITHOUT_COLUMN))));
    }

    private void take(Delivery delivery) throws IOException, SQLException {
        expectation.load(List.of(new LoadedFile(delivery.number(), delivery.version())));
        boolean refused = delivery.version().quarantined();
        Path place = root.resolve(refused ? "quarantine" : "archive").resolve(archivePath(delivery));
        Files.createDirectories(place.getParent());
        Files.move(root.resolve("input").resolve(delivery.name()), place);
        insertLedger(delivery, expectation.counts(delivery.number()));
        for (Rejected reject : delivery.version().rejected()) {
            insertReject(delivery.number(), reject);
        }
    }

    private static String archivePath(Delivery delivery) {
        return "2026-03-01/" + delivery.number() + "-" + delivery.name();
    }

    private void insertLedger(Delivery delivery, Counts counts) throws SQLException {
        update(
                """
                INSERT INTO ingested_files (stream, file_id, batch_id, path, size_bytes, modified_at, sha256, state, loaded_at, archived_at,
                    archive_path, records_read, inserted, updated, unchanged, stale, duplicate, filtered, rejected)
                VALUES ('events', ?, ?, ?, ?, ?, ?, ?, now(), now(), ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                delivery.number(),
                delivery.number(),
                delivery.name(),
                delivery.version().size(),
                utc(Instant.ofEpochMilli(delivery.modifiedMillis())),
                HexFormat.of().parseHex(delivery.version().sha256()),
                delivery.version().quarantined() ? "quarantined" : "archived",
                archivePath(delivery),
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
                VALUES ('events', ?, 1, ?, 'test', 1, ?, now(), now(), 0, 0, 0)
                """, delivery.number(), delivery.number(), counts.read());
    }

    private void insertReject(long fileId, Rejected reject) throws SQLException {
        update("""
                INSERT INTO rejected_events (stream, file_id, line, byte_offset, byte_length, rejected_at, reason, message, raw)
                VALUES ('events', ?, ?, ?, ?, now(), ?, 'test', ?)
                """, fileId, reject.line(), reject.offset(), reject.raw().length, reject.reason(), reject.raw());
    }

    private void insert(TableRow row) throws SQLException {
        update(
                """
                INSERT INTO raw_events (event_id, user_id, product_id, product_name, category, event_type, quantity, price,
                    total_price, event_timestamp, event_date, extra, source_file_id, source_line)
                SELECT ?, ?, ?, ?, ?, ?, q, p, p * q, t, (t AT TIME ZONE 'UTC')::date, jsonb_strip_nulls(jsonb_build_object('note', ?::text)), ?, ?
                FROM (VALUES (?::int, ?::numeric, ?::timestamptz)) AS v (q, p, t)
                """,
                row.event().id(),
                row.event().user(),
                row.event().product(),
                row.event().productName(),
                row.event().category(),
                row.event().type(),
                row.event().note(),
                row.fileId(),
                row.line(),
                row.event().quantity(),
                row.event().price(),
                utc(row.event().time()));
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

    /** Does something to the database; returns how many rows it touched. */
    int execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
}
