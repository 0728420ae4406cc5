package dev.tidegate.dashboard.alerts;

import dev.tidegate.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** A shop in which things happen when a test says so. */
public final class AlertedShop {
    private static final Duration WEEK = Duration.ofDays(7);

    private final TestDatabase database;

    /** An empty one. */
    public AlertedShop(TestDatabase database) {
        this.database = database;
    }

    /** So many events of quantity 1, all at one moment. */
    public void add(int count, String type, String product, String price, String currency, Instant at)
            throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO raw_events (event_id, user_id, product_id, product_name, category, event_type, quantity, price,
                                                total_price, currency, event_timestamp, event_date, source_file_id, source_line)
                        SELECT gen_random_uuid(), 'ada', product_id, 'Name ' || product_id, 'Home', event_type, 1, price, price, currency,
                               moment, (moment AT TIME ZONE 'UTC')::date, 1, 2
                        FROM (SELECT ?::text AS product_id, ?::text AS event_type, ?::numeric AS price, ?::text AS currency,
                                     ?::timestamptz AS moment) AS event,
                             generate_series(1, ?)
                        """)) {
            insert.setString(1, product);
            insert.setString(2, type);
            insert.setString(3, price);
            insert.setString(4, currency);
            insert.setObject(5, at.atOffset(ZoneOffset.UTC));
            insert.setInt(6, count);
            insert.executeUpdate();
        }
    }

    /** The same at the same time of each of the weeks before. */
    public void addWeekly(int weeks, int count, String type, String price, String currency, Instant at)
            throws SQLException {
        for (int back = 1; back <= weeks; back++) {
            add(count, type, "17", price, currency, at.minus(WEEK.multipliedBy(back)));
        }
    }

    /** One product, on each of the 28 days before a moment. */
    public void addDaily(int count, String product, Instant before) throws SQLException {
        for (int back = 1; back <= 28; back++) {
            add(count, "buy", product, "10.00", "EUR", before.minus(Duration.ofDays(back)));
        }
    }
}
