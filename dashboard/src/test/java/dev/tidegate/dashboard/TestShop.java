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
    private final TestStream stream;
    private final List<Event> events = new ArrayList<>();

    /** An empty shop. */
    public TestShop(TestDatabase database) {
        this.database = database;
        this.stream = TestStream.events(database);
    }

    /** A shop in which every panel of the page shows: carts, refunds, guests, two currencies, rejects, two streams, lost files. */
    public static void withEverything(TestDatabase database) throws SQLException {
        TestShop shop = new TestShop(database);
        shop.report(-600);
        shop.commit(
                random(31, 3_000, Duration.ofDays(20)),
                new Reject("price_format", "price", "price is \"12,50\"", "x,1,\"12,50\""));
        shop.sellMore();
        // A user pays in one currency on a day, or there would hardly be a cart that is bought.
        shop.execute("UPDATE raw_events SET currency ="
                + " (ARRAY['EUR', 'JPY'])[1 + (hashtext(coalesce(user_id, event_id::text) || event_date) & 1)]");
        shop.countCohorts();
        TestStream orders = TestStream.declared(database, "orders");
        orders.report(-600);
        orders.commit(120, new Reject("required", "sku", "sku is empty", "1,,3"));
        for (String state : List.of("loaded", "quarantined", "missing")) {
            orders.commit(0);
            shop.execute(
                    "UPDATE ingested_files SET state = '%s' WHERE file_id = (SELECT max(file_id) FROM ingested_files)"
                            .formatted(state));
        }
    }

    /** Makes carts, removes, checkouts and refunds of a third of its events, and guests of some users. */
    public void sellMore() throws SQLException {
        execute("""
                UPDATE raw_events SET event_type = (ARRAY['cart', 'remove', 'checkout', 'refund'])[1 + abs(hashtext(event_id::text)) % 4]
                WHERE abs(hashtext(event_id::text)) % 3 = 0;
                UPDATE raw_events SET user_id = NULL WHERE abs(hashtext(event_id::text)) % 11 = 0""");
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
            insert(connection, batch, stream.write(connection, batch.size(), rejects));
            connection.commit();
        }
        events.addAll(batch);
    }

    /** A newer version of an event replaces it, in a micro-batch of its own. */
    public void correct(Event old, BigDecimal price) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            stream.write(connection, 0);
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE raw_events SET price = ?, total_price = ? * quantity WHERE event_id = ?")) {
                update.setBigDecimal(1, price);
                update.setBigDecimal(2, price);
                update.setObject(3, old.id());
                update.executeUpdate();
            }
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
        stream.report(secondsAgo);
    }

    /** Counts cohorts and sessions, which the job does behind its loads. */
    public void countCohorts() throws SQLException {
        while (database.rows("SELECT refresh_cohorts() OR refresh_sessions()").contains("t")) {
            // one piece of the work each time
        }
    }

    /** Any statement, as the superuser. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Events of ten minutes ago.
     *
     * @param events rows of SQL: user, product, category, event type, quantity, price, currency
     */
    public void insert(String events) throws SQLException {
        execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, product_name, category, event_type, quantity, price, total_price,
                                        currency, event_timestamp, event_date, source_file_id, source_line)
                SELECT gen_random_uuid(), user_id, product_id, 'Name ' || product_id, category, event_type, quantity, price,
                       quantity * price, currency, moment, (moment AT TIME ZONE 'UTC')::date, 1, 2
                FROM (VALUES %s)
                         AS event (user_id, product_id, category, event_type, quantity, price, currency),
                     LATERAL (SELECT now() - interval '10 minutes' AS moment) AS at""".formatted(events));
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
                insert.setString(2, Long.toString(event.user()));
                insert.setString(3, Long.toString(event.product()));
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
}
