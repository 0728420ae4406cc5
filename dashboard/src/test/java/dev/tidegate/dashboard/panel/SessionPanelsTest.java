package dev.tidegate.dashboard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.TestShop;
import dev.tidegate.postgres.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three visitors and a guest of one day, against numbers made by hand. */
class SessionPanelsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @RegisterExtension
    static final AskedShop SHOP = new AskedShop(DATABASE);

    @BeforeAll
    static void deliver() throws SQLException {
        TestShop shop = new TestShop(DATABASE);
        shop.execute("""
                INSERT INTO raw_events (event_id, user_id, session_id, product_id, product_name, event_timestamp, source_file_id,
                                        source_line, event_date, price, total_price, event_type)
                SELECT gen_random_uuid(), name, visit, product, 'The ' || product, ('2026-03-02 ' || time || 'Z')::timestamptz, 1, 1,
                       '2026-03-02', 0, 0, type
                FROM (VALUES ('ann', NULL, '09:00', 'view', 'lamp'), ('ann', NULL, '09:30', 'buy', 'desk'),
                             ('ann', NULL, '10:01', 'view', 'lamp'), ('bob', 's1', '10:00', 'view', 'lamp'),
                             ('bob', 's1', '11:00', 'cart', 'desk'), (NULL, 's2', '10:59', 'click', 'lamp'),
                             (NULL, NULL, '10:59', 'click', 'lamp'))
                     AS event (name, visit, time, type, product)""");
        shop.countCohorts();
    }

    @Test
    void sessionsAreShownByTheHourInWhichTheyBegan() {
        assertThat(rows(
                        Panel.SESSIONS,
                        "2026-03-02T08:00:00Z",
                        "2026-03-02T12:00:00Z",
                        "sessions",
                        "bounces",
                        "buying",
                        "views",
                        "bounce_share",
                        "mean_seconds"))
                .containsExactly(
                        "0 0 0 0 null null", "1 0 1 1 0.0000 1800.0", "3 2 0 2 0.6667 1200.0", "0 0 0 0 null null");
        assertThat(rows(Panel.SESSIONS, "2026-03-02T10:00:00Z", "2026-03-02T10:15:00Z", "sessions"))
                .as("less than an hour is an hour")
                .containsExactly("3");
        assertThat(rows(Panel.SESSIONS, "2026-03-01T00:00:00Z", "2026-03-31T00:00:00Z", "sessions", "buying_share"))
                .as("days")
                .hasSize(30)
                .contains("4 0.2500");
    }

    @Test
    void productsAreShownWithTheSessionsThatBeganAndEndedWithThem() {
        assertThat(rows(
                        Panel.SESSION_PRODUCTS,
                        "2026-03-02T00:00:00Z",
                        "2026-03-03T00:00:00Z",
                        "product_name",
                        "landings",
                        "bounces",
                        "leavings"))
                .containsExactly("The lamp 4 2 2", "The desk 0 0 2");
    }

    private static List<String> rows(Panel panel, String from, String to, String... columns) {
        TimeRange time = new TimeRange.Between(Instant.parse(from), Instant.parse(to));
        Map<Filter, Object> filters = panel == Panel.SESSION_PRODUCTS ? Map.of(Filter.LIMIT, 10) : Map.of();
        return SHOP.answer(new Question(panel, time, filters)).table().records().stream()
                .map(row -> Stream.of(columns)
                        .map(column -> String.valueOf(row.get(column)))
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
