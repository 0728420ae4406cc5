package dev.tidegate.dashboard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.TestShop;
import dev.tidegate.postgres.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A shop of 12,000 users: each views, every third clicks, every sixth buys for 2, and user 6 buys ten times more. */
class ManyUsersTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @RegisterExtension
    static final AskedShop SHOP = new AskedShop(DATABASE);

    @BeforeAll
    static void deliver() throws SQLException {
        TestShop shop = new TestShop(DATABASE);
        shop.execute("""
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                        total_price, event_type, currency)
                SELECT gen_random_uuid(), n, 'p', moment, 1, 1, (moment AT TIME ZONE 'UTC')::date, 2, 2, type, 'EUR'
                FROM (SELECT now() - interval '1 minute' AS moment) AS at,
                     (SELECT n, 'view' AS type FROM generate_series(1, 12000) AS n
                      UNION ALL SELECT n, 'click' FROM generate_series(3, 12000, 3) AS n
                      UNION ALL SELECT n, 'buy' FROM generate_series(6, 12000, 6) AS n
                      UNION ALL SELECT 6, 'buy' FROM generate_series(1, 10)) AS event""");
        shop.countCohorts();
    }

    @Test
    void whatTheyDidOverDaysIsCountedBehindTheLoadsAndSaysOfWhenItIs() {
        assertThat(ask(Panel.FUNNEL, "7d", Map.of())).extracting("users").containsExactly(12_000L, 4_000L, 2_000L);
        assertThat(ask(Panel.ENGAGEMENT, "7d", Map.of()))
                .extracting("users")
                .containsExactly(8_000L, 3_999L, 0L, 1L, 0L, 0L, 0L, 0L);
        assertThat(ask(Panel.ACTIVE_USERS, "7d", Map.of()).get(3))
                .containsEntry("users", 12_000L)
                .containsEntry("buyers", 2_000L);
        assertThat(ask(Panel.NEW_USERS, "7d", Map.of()).stream()
                        .mapToLong(row -> (Long) row.get("new_users"))
                        .sum())
                .isEqualTo(12_000);
        for (String order : List.of("events", "orders", "revenue")) {
            assertThat(ask(Panel.TOP_USERS, "30d", Map.of(Filter.ORDER, order, Filter.LIMIT, 3L)))
                    .as(order)
                    .extracting("user_id")
                    .containsExactly("6", "12", "18");
        }
        for (Panel panel : List.of(Panel.FUNNEL, Panel.ENGAGEMENT, Panel.NEW_USERS, Panel.TOP_USERS)) {
            assertThat(ask(panel, "7d", Map.of())).extracting("counted_as_of").doesNotContainNull();
        }
        // All of them are in no category, which is a large one.
        Map<Filter, Object> none = Map.of(Filter.CATEGORY, "");
        assertThat(ask(Panel.FUNNEL, "7d", none)).extracting("users").containsExactly(12_000L, 4_000L, 2_000L);
        assertThat(ask(Panel.ENGAGEMENT, "7d", none))
                .extracting("users")
                .containsExactly(8_000L, 3_999L, 0L, 1L, 0L, 0L, 0L, 0L);
        for (Panel panel : List.of(Panel.FUNNEL, Panel.ENGAGEMENT, Panel.TOP_USERS)) {
            assertThat(ask(panel, "7d", none)).extracting("counted_as_of").doesNotContainNull();
        }
    }

    @Test
    void ofAFewHoursAndOfASmallCategoryTheyAreAsOfNow() {
        for (Panel panel : List.of(Panel.FUNNEL, Panel.ENGAGEMENT)) {
            assertThat(ask(panel, "1h", Map.of())).extracting("counted_as_of").containsOnlyNulls();
            assertThat(ask(panel, "7d", Map.of(Filter.CATEGORY, "small")))
                    .extracting("counted_as_of")
                    .containsOnlyNulls();
        }
        assertThat(ask(Panel.ENGAGEMENT, "1h", Map.of()))
                .extracting("users")
                .containsExactly(8_000L, 3_999L, 0L, 1L, 0L, 0L, 0L, 0L);
    }

    @Test
    void theEventsOfOneOfThemAreThoseThatTheFiltersAskFor() throws SQLException {
        assertThat(DATABASE.rows("SELECT sum(cardinality(event_ids)) FROM user_events"))
                .containsExactly("18010");
        assertThat(ask(Panel.EVENTS, "30d", Map.of(Filter.USER, "6")))
                .hasSize(13)
                .extracting("user_id")
                .containsOnly("6");
        assertThat(ask(
                        Panel.EVENTS,
                        "30d",
                        Map.of(Filter.USER, "6", Filter.TYPE, "buy", Filter.CATEGORY, "", Filter.PRODUCT, "p")))
                .hasSize(11)
                .extracting("event_type")
                .containsOnly("buy");
        assertThat(ask(Panel.EVENTS, "30d", Map.of(Filter.USER, "6", Filter.LIMIT, 4L)))
                .hasSize(4);
        assertThat(ask(Panel.EVENTS, "7d", Map.of(Filter.USER, "5", Filter.TYPE, "click")))
                .isEmpty();
        assertThat(ask(Panel.EVENTS, "7d", Map.of(Filter.USER, "6", Filter.CATEGORY, "Books")))
                .isEmpty();
        assertThat(ask(Panel.EVENTS, "7d", Map.of(Filter.USER, "6", Filter.PRODUCT, "q")))
                .isEmpty();
        assertThat(ask(Panel.EVENTS, "7d", Map.of(Filter.USER, "nobody"))).isEmpty();
        assertThat(ask(Panel.EVENTS, "7d", Map.of())).hasSize(50);
    }

    private static List<Map<String, Object>> ask(Panel panel, String range, Map<Filter, Object> filters) {
        return SHOP.answer(new Question(panel, new TimeRange.Last(TimeRange.NAMED.get(range)), filters))
                .table()
                .records();
    }
}
