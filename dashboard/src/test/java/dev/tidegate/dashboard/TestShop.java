package dev.tidegate.dashboard;

import dev.tidegate.postgres.TestDatabase;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A shop whose events are committed as the streaming job commits them, and that knows what it sold. */
public final class TestShop {
    /** An event as it stands in the table. */
    public record Event(
            UUID id,
            long user,
            long product,
            String name,
            String category,
            String type,
            int quantity,
            BigDecimal price,
            Instant at) {
        /** What it brought, exact. */
        public BigDecimal total() {
            return price.multiply(BigDecimal.valueOf(quantity));
        }
    }

    /** A reject: what is told of it, and its bytes, each as a character below 256. */
    public record Reject(String reason, String column, String message, String raw) {
        byte[] bytes() {
            return raw.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static final List<String> CATEGORIES = List.of("Books", "Home", "Garden & <b>Tools</b>", "");
    private static final List<String> TYPES = List.of("view", "view", "view", "click", "click", "buy");

    private final TestDatabase database;
    private final List<Event> events = new ArrayList<>();

    /** An empty shop. */
    public TestShop(TestDatabase database) {
        this.database = database;
    }

    /** All events, in their newest version. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** Events of a time and category; null is every category. */
    public List<Event> events(Instant since, Instant until, String category) {
        return events.stream()
                .filter(event -> !event.at().isBefore(since) && event.at().isBefore(until))
                .filter(event -> category == null || category.equals(event.category()))
                .toList();
    }

    /** Events of random users and products over some days up to now; the seed is printed. */
    public static List<Event> random(long seed, int count, Duration back) {
        System.out.println("Seed of the random events: " + seed);
        Random random = new Random(seed);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<Event> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long product = 1L + random.nextInt(12);
            String category = CATEGORIES.get((int) (product % CATEGORIES.size()));
            // The square brings half of them into the last quarter of the time.
            double share = random.nextDouble();
            Instant at = now.minusMillis((long) (back.toMillis() * share * share * share));
            made.add(new Event(
                    new UUID(random.nextLong(), random.nextLong()),
                    1L + random.nextInt(40),
                    product,
                    "Product " + product,
                    category,
                    TYPES.get(random.nextInt(TYPES.size())),
                    1 + random.nextInt(4),
                    BigDecimal.valueOf(random.nextInt(100_000), 2),
                    at));
        }
        return made;
    }

    /** One micro-batch of one file: its events, its rejects and its ledger entry appear together. */
    public void commit(List<Event> batch, Reject... rejects) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            long file = fence(connection, batch.size(), rejects.length);
            insert(connection, batch, file);
            reject(connection, file, rejects);
            ledger(connection, file, batch.size(), rejects.length);
            connection.commit();
        }
        events.addAll(batch);
    }

    /** A newer version of an event replaces it, in a micro-batch of its own. */
    public void correct(Event old, BigDecimal price) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            long file = fence(connection, 0, 0);
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE raw_events SET price = ?, total_price = ? * quantity WHERE event_id = ?")) {
                update.setBigDecimal(1, price);
                update.setBigDecimal(2, price);
                update.setObject(3, old.id());
                update.executeUpdate();
            }
            ledger(connection, file, 0, 0);
            connection.commit();
        }
        events.remove(old);
        events.add(new Event(
                old.id(),
                old.user(),
                old.product(),
                old.name(),
                old.category(),
                old.type(),
                old.quantity(),
                price,
                old.at()));
    }

    /** The job reports, as it does every five seconds; seconds ago. */
    public void report(int secondsAgo) throws SQLException {
        execute("INSERT INTO pipeline_status VALUES ('events', 1, now() - interval '" + secondsAgo
                + " seconds', NULL, 0, 0, NULL)"
                + " ON CONFLICT (stream) DO UPDATE SET heartbeat_at = excluded.heartbeat_at");
    }

    /** Any statement, as the superuser. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long fence(Connection connection, int inserted, int rejected) throws SQLException {
        try (PreparedStatement fence = connection.prepareStatement("""
                UPDATE pipeline SET last_batch = last_batch + 1, last_file_id = last_file_id + 1, files = files + 1,
                       records_read = records_read + ? + ?, inserted = inserted + ?, rejected = rejected + ?
                RETURNING last_file_id
                """)) {
            fence.setInt(1, inserted);
            fence.setInt(2, rejected);
            fence.setInt(3, inserted);
            fence.setInt(4, rejected);
            var row = fence.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }

    private static void insert(Connection connection, List<Event> batch, long file) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO raw_events (event_id, user_id, product_id, product_name, category, event_type, quantity, price,
                       total_price, event_timestamp, event_date, source_file_id, source_line)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            int line = 1;
            for (Event event : batch) {
                insert.setObject(1, event.id());
                insert.setLong(2, event.user());
                insert.setLong(3, event.product());
                insert.setString(4, event.name());
                if (event.category().isEmpty()) {
                    insert.setNull(5, Types.VARCHAR);
                } else {
                    insert.setString(5, event.category());
                }
                insert.setString(6, event.type());
                insert.setInt(7, event.quantity());
                insert.setBigDecimal(8, event.price());
                insert.setBigDecimal(9, event.total());
                insert.setObject(10, event.at().atOffset(ZoneOffset.UTC));
                insert.setObject(11, LocalDate.ofInstant(event.at(), ZoneOffset.UTC));
                insert.setLong(12, file);
                insert.setLong(13, ++line);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void reject(Connection connection, long file, Reject... rejects) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO rejected_events (stream, file_id, line, byte_offset, byte_length, rejected_at, reason, column_name, message,
                       raw)
                VALUES ('events', ?, ?, ?, ?, now(), ?, ?, ?, ?)
                """)) {
            for (int i = 0; i < rejects.length; i++) {
                insert.setLong(1, file);
                insert.setLong(2, 100L + i);
                insert.setLong(3, 10_000L + i);
                insert.setLong(4, rejects[i].raw().length());
                insert.setString(5, rejects[i].reason());
                insert.setString(6, rejects[i].column());
                insert.setString(7, rejects[i].message());
                insert.setBytes(8, rejects[i].bytes());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void ledger(Connection connection, long file, int inserted, int rejected) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                WITH batch AS (
                    INSERT INTO ingest_batches SELECT last_batch, 1, last_batch, ?, clock_timestamp() - interval '0.2 s',
                           clock_timestamp(), 1, 100, 0, 50, 'test', stream FROM pipeline
                    RETURNING batch_id, committed_at)
                INSERT INTO ingested_files (file_id, batch_id, size_bytes, modified_at, loaded_at, archived_at, records_read, inserted,
                       rejected, state, path, archive_path, stream)
                SELECT ?, batch_id, 1400, committed_at - interval '3 s', committed_at, committed_at, ?, ?, ?, 'archived',
                       'events-' || ? || '.csv', '2026-11-01/events.csv', 'events'
                FROM batch
                """)) {
            insert.setInt(1, inserted + rejected);
            insert.setLong(2, file);
            insert.setInt(3, inserted + rejected);
            insert.setInt(4, inserted);
            insert.setInt(5, rejected);
            insert.setLong(6, file);
            insert.executeUpdate();
        }
    }
}
