package dev.tidegate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users counted by their bits, and sums by day: what a plain count gives, whatever happened to the events. */
class UserBitsTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 2, 23);
    private static final String[] TYPES = {"view", "view", "click", "cart", "buy", "buy", "refund"};
    private static final String[] CURRENCIES = {null, "EUR", "JPY"};
    private static final String[] CATEGORIES = {null, "Books", "Home", "small"};

    /** 70,000 users, so of two parts; u1 has 600 events. */
    private static final String MANY = """
            INSERT INTO raw_events (event_id, user_id, product_id, category, event_timestamp, source_file_id, source_line, event_date, price,
                                    total_price, event_type, currency)
            SELECT md5(n::text)::uuid, 'u' || CASE WHEN n <= 600 THEN 1 ELSE n % 70000 END, 'p' || n % 3, nullif('c' || n % 3, 'c2'),
                   '2026-03-02 00:00Z'::timestamptz + n % 5 * interval '24 hours' + n % 7 * interval '61 minutes', 1, n, '2026-03-02'::date + n % 5, n % 90, n % 90,
                   (ARRAY['view', 'view', 'view', 'click', 'buy', 'refund'])[1 + n % 6], (ARRAY['EUR', 'JPY', NULL])[1 + n % 3]
            FROM generate_series(1, 90000) AS n""";

    private static final String EVENT = """
            INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                    total_price, event_type)
            SELECT gen_random_uuid(), '%2$s', 'p', '2026-03-02 09:00Z', 1, %1$d, '2026-03-02', 0, 0, 'view'""";

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    private final Cohorts cohorts = new Cohorts(database);

    @RegisterExtension
    final Seed seed = new Seed();

    private final Random random = seed.random();

    @Test
    @Tag("versions")
    void randomEventsLateCorrectedAndDeletedInAnyOrderAreWhatAPlainCountSays() throws SQLException {
        Map<UUID, CountedUsers.Event> events = new HashMap<>();
        cohorts.manyUsersAre(0);
        // As if they were large.
        database.execute("UPDATE cohort_progress SET in_bits = true; INSERT INTO categories_in_bits"
                + " SELECT '-infinity', '-infinity', unnest(ARRAY['', 'Books', 'Home'])");
        for (int step = 0; step < 40; step++) {
            change(events);
            if (random.nextInt(3) == 0) {
                database.execute("SELECT refresh_cohorts()");
            }
        }
        cohorts.count();
        for (int n = 0; n < 8; n++) {
            LocalDate first = FIRST.plusDays(random.nextInt(60));
            LocalDate last = first.plusDays(random.nextInt(45));
            CountedUsers counted = new CountedUsers(events.values(), first, last);
            String days = "('" + first + "', '" + last;
            assertThat(database.rows("SELECT * FROM active_of_days" + days + "')"))
                    .as(days)
                    .containsExactly(counted.active());
            assertThat(database.rows("SELECT * FROM new_and_returning_of_days" + days + "') ORDER BY 1"))
                    .as(days)
                    .containsExactlyElementsOf(counted.newUsers());
            assertAreCounted(counted, days, "all");
            for (String category : List.of("", "Books", "Home")) {
                assertAreCounted(counted.of(category), days, "category:" + category);
            }
        }
    }

    /** Users become many, and few, and many again, in any order with the count of the days. */
    @Test
    void usersWhoBecomeManyHaveBitsOfEachDayAndFewHaveNone() throws SQLException {
        Map<UUID, CountedUsers.Event> events = new HashMap<>();
        cohorts.manyUsersAre(6);
        int seenMany = 0;
        int seenFew = 0;
        for (int step = 0; step < 45; step++) {
            change(events);
            if (step % 15 == 14) {
                events.values().removeIf(event -> event.user() != null);
                database.execute("DELETE FROM raw_events WHERE user_id IS NOT NULL");
            }
            database.execute("SELECT refresh_cohorts() FROM generate_series(1, %d)"
                    .formatted(random.nextBoolean() ? 300 : random.nextInt(30)));
            CountedUsers counted = new CountedUsers(events.values(), FIRST, FIRST.plusDays(80));
            String viewed = counted.funnel().substring(0, counted.funnel().indexOf('|'));
            if (database.rows("SELECT users_are_many() AND NOT pending FROM cohorts_as_of")
                    .contains("t")) {
                seenMany++;
                assertThat(database.rows("SELECT * FROM active_of_days('2026-02-23', '2026-05-14')"))
                        .containsExactly(counted.active());
                assertThat(database.rows("SELECT * FROM cohort_differences()")).isEmpty();
            } else if (database.rows("SELECT in_bits FROM cohort_progress").contains("f")) {
                seenFew++;
                assertThat(database.rows("SELECT * FROM user_bits_by_day")).isEmpty();
                assertThat(database.rows("SELECT * FROM cohort_differences()")).isEmpty();
            }
            assertThat(database.rows(
                            "SELECT users, users_in_all FROM funnel_between('2026-02-23 00:00Z', '2026-05-15 00:00Z', NULL)"
                                    + " WHERE step = 1 AND NOT (SELECT pending FROM cohorts_as_of)"))
                    .isSubsetOf(viewed + "|" + viewed);
        }
        assertThat(seenMany).isPositive();
        assertThat(seenFew).isPositive();
    }

    /** The first and the last of 10,000 users: before, no day has bits, and then each has. */
    @Test
    void theLastOfTenThousandUsersMarksTheDaysThatAreCounted() throws SQLException {
        String of = """
                INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                        total_price, event_type)
                SELECT gen_random_uuid(), 'u' || n, 'p', '2026-03-02 09:00Z'::timestamptz + n %% 9 * interval '24 hours', 1, n,
                       '2026-03-02'::date + n %% 9, 1, 1, 'view'
                FROM generate_series(%d, %d) AS n""";
        database.execute(of.formatted(1, 9999));
        cohorts.count();
        String funnel = "SELECT * FROM funnel_between('2026-03-01 00:00Z', '2026-03-12 00:00Z', NULL)";
        assertThat(database.rows("SELECT users_are_many(), count(*) FROM user_bits_by_day"))
                .containsExactly("f|0");
        assertThat(database.rows(funnel)).first().asString().startsWith("1|view|9999|");
        database.execute(of.formatted(10000, 10000));
        database.execute("SELECT refresh_cohorts(), refresh_cohorts()");
        assertThat(database.rows("SELECT users_are_many(), pending FROM cohorts_as_of"))
                .containsExactly("f|t");
        assertThat(database.rows(funnel)).first().asString().startsWith("1|view|10000|");
        cohorts.count();
        assertThat(database.rows("SELECT users_are_many(), count(DISTINCT day) FROM user_bits_by_day WHERE days = 1"))
                .containsExactly("t|9");
        assertThat(database.rows(funnel)).first().asString().startsWith("1|view|10000|");
        database.execute("DELETE FROM raw_events WHERE source_line > 5000");
        cohorts.count();
        assertThat(database.rows("SELECT users_are_many()")).as("half of them").containsExactly("t");
        database.execute("DELETE FROM raw_events WHERE source_line = 5000");
        cohorts.count();
        assertThat(database.rows("SELECT users_are_many(), count(*) FROM user_bits_by_day"))
                .containsExactly("f|0");
        assertThat(database.rows(funnel)).first().asString().startsWith("1|view|4999|");
    }

    private void assertAreCounted(CountedUsers counted, String days, String scope) throws SQLException {
        assertThat(database.rows("SELECT * FROM funnel_of_days%s', '%s')".formatted(days, scope)))
                .as("%s %s", days, scope)
                .containsExactly(counted.funnel());
        assertThat(database.rows(
                        "SELECT fewest, users, events, orders, buyers FROM engagement_of_days%s', '%s') WHERE users > 0 ORDER BY 1"
                                .formatted(days, scope)))
                .as("%s %s", days, scope)
                .containsExactlyElementsOf(counted.engagement());
        for (String order : List.of("events", "orders", "revenue")) {
            String paidIn = List.of("", "EUR", "JPY").get(random.nextInt(3));
            int most = 1 + random.nextInt(4);
            assertThat(database.rows("SELECT user_id FROM top_users_of_days%s', '%s', '%s', %d, '%s')"
                            .formatted(days, paidIn, order, most, scope)))
                    .as("%s %s %s %s %s", days, scope, paidIn, order, most)
                    .containsAll(counted.top(paidIn, order, most));
        }
    }

    @Test
    @Tag("long")
    void manyUsersAreCountedByTheirBitsAndAreTheSameAsOneByOne() throws SQLException {
        database.execute(MANY);
        String all = "'2026-03-02 00:00Z', '2026-03-07 00:00Z'";
        assertThat(database.rows("SELECT users_are_many()"))
                .as("nothing is counted yet")
                .containsExactly("f");
        List<String> questions = List.of(
                "SELECT * FROM funnel_between(" + all + ", NULL)",
                "SELECT * FROM engagement_between(" + all + ", NULL) ORDER BY 1",
                "SELECT * FROM engagement_between('2020-03-02 00:00Z', '2020-03-07 00:00Z', NULL) ORDER BY 1",
                "SELECT * FROM top_users_between('2020-03-02 00:00Z', '2020-03-07 00:00Z', NULL, 'EUR', 'revenue', 40)",
                "SELECT * FROM new_and_returning_users_between('2026-03-01', '2026-03-09') ORDER BY 1",
                "SELECT * FROM active_since('2026-03-02', true)",
                "SELECT * FROM top_users_between(" + all + ", NULL, 'EUR', 'revenue', 40)",
                "SELECT * FROM top_users_between(" + all + ", NULL, 'JPY', 'orders', 40)",
                "SELECT * FROM top_users_between(" + all + ", NULL, '', 'events', 40)",
                "SELECT * FROM funnel_between(" + all + ", 'c1')",
                "SELECT * FROM funnel_between(" + all + ", '')",
                "SELECT * FROM engagement_between(" + all + ", 'c1') ORDER BY 1",
                "SELECT * FROM engagement_between(" + all + ", '') ORDER BY 1",
                "SELECT * FROM top_users_between(" + all + ", 'c1', 'EUR', 'revenue', 40)",
                "SELECT * FROM top_users_between(" + all + ", '', 'JPY', 'orders', 40)",
                "SELECT * FROM top_users_between(" + all + ", '', '', 'events', 40)");
        List<List<String>> oneByOne = answers(questions);
        cohorts.count();
        assertThat(database.rows("SELECT users_are_many(), users_as_of(" + all + ", NULL) = now(), users_as_of(" + all
                        + ", 'c1') = now(), users_as_of(" + all + ", '') = now(), users_as_of(" + all + ", 'none')"))
                .containsExactly("t|t|t|t|null");
        assertThat(answers(questions)).isEqualTo(oneByOne);
        database.execute(
                "UPDATE raw_events SET total_price = total_price + 0.001 WHERE event_type = 'buy' AND source_line % 5 = 0");
        cohorts.count();
        List<List<String>> byBits = answers(questions);
        database.execute("UPDATE cohort_progress SET all_in_bits = false");
        assertThat(answers(questions)).as("parts of a cent, one by one").isEqualTo(byBits);
    }

    /** What was not counted yet is read as ever, so sums are of all that is committed. */
    @Test
    @Tag("versions")
    void sumsOverWeeksAreTheSameBeforeAndBehindTheCountOfTheirDays() throws SQLException {
        database.execute(MANY.replace("90000", "3000"));
        List<String> questions = List.of(
                "SELECT * FROM sales_between('2026-03-01 23:30Z', '2026-03-05 04:31Z') ORDER BY 1, 2",
                "SELECT * FROM sales_between('2026-03-03 00:00Z', '2026-03-06 00:00Z') ORDER BY 1, 2",
                "SELECT * FROM sales_between('2026-03-03 02:30Z', '2026-03-03 04:31Z') ORDER BY 1, 2",
                "SELECT * FROM sales_trend_between('2026-03-02 00:00Z', '2026-03-05 04:31Z', '24:00', NULL, 'EUR') ORDER BY 1, 2",
                "SELECT * FROM sales_trend_between('2026-03-02 00:00Z', '2026-03-05 04:31Z', '168:00', 'c1', NULL) ORDER BY 1, 2",
                "SELECT * FROM refunds_between('2026-03-02', '2026-03-05', NULL, 'EUR') ORDER BY 1, 2, 3, 4",
                "SELECT * FROM refunds_between('2026-03-02', '2026-03-05', 'c1', NULL) ORDER BY 1, 2, 3, 4",
                "SELECT * FROM products_between('2026-03-02 00:00Z', '2026-03-05 00:00Z', NULL, 'JPY') ORDER BY 1",
                "SELECT * FROM currencies");
        List<List<String>> before = answers(questions);
        cohorts.count();
        assertThat(answers(questions)).isEqualTo(before);
        database.execute("DELETE FROM raw_events WHERE event_date = '2026-03-03' AND source_line % 11 = 0");
        List<List<String>> changed = answers(questions);
        assertThat(changed).isNotEqualTo(before);
        database.execute("SELECT refresh_cohorts()");
        assertThat(answers(questions)).as("the mark is taken").isEqualTo(changed);
        cohorts.count();
        assertThat(answers(questions)).isEqualTo(changed);
    }

    private List<List<String>> answers(List<String> questions) throws SQLException {
        List<List<String>> answers = new ArrayList<>();
        for (String question : questions) {
            answers.add(database.rows(question));
        }
        return answers;
    }

    @Test
    @Tag("versions")
    void theNumberOfAUserWhoIsGoneIsNotGivenAgain() throws SQLException {
        database.execute(EVENT.formatted(1, "ann") + ";" + EVENT.formatted(2, "zoe"));
        cohorts.count();
        database.execute("DELETE FROM raw_events WHERE user_id = 'zoe';" + EVENT.formatted(3, "bob"));
        cohorts.count();
        assertThat(database.rows("SELECT user_id, number FROM user_numbers ORDER BY 2"))
                .containsExactly("ann|0", "bob|2");
        database.execute("TRUNCATE raw_events;" + EVENT.formatted(4, "cy"));
        cohorts.count();
        assertThat(database.rows("SELECT user_id, number FROM user_numbers")).containsExactly("cy|0");
    }

    @Test
    @Tag("versions")
    void whatNobodyCountedIsADifferenceOnDaysWithoutEventsToo() throws SQLException {
        cohorts.manyUsersAre(1);
        database.execute(EVENT.formatted(1, "ann"));
        cohorts.count();
        database.execute(
                "INSERT INTO user_bits_by_day SELECT '2027-03-01', 1, part, weight, measure, currency, users, scope"
                        + " FROM user_bits_by_day WHERE measure = 'came' AND days = 1;"
                        + " INSERT INTO user_bits_by_day SELECT '2027-03-15', 7, part, weight, measure, currency, users, scope"
                        + " FROM user_bits_by_day WHERE measure = 'looks' AND days = 7;"
                        + " INSERT INTO product_total_by_day SELECT views, clicks, buys, carts, removes, checkouts, refunds, '2027-04-01',"
                        + " quantity, revenue, refunded, product_id, currency FROM product_total_by_day");
        assertThat(database.rows("SELECT recounted IS NULL, count(*) FROM cohort_differences() GROUP BY 1"))
                .containsExactly("t|3");
    }

    /** Users are ranked first and added up then; with too few buyers all of them are ranked. */
    @Test
    void theFirstUsersOfAFewHoursAreThoseWhoWouldBeFirstOfAll() throws SQLException {
        database.execute(MANY.replace("90000", "3000").replace("[1 + n % 3]", "[1 + n / 7 % 3]"));
        for (String wanted : List.of("NULL", "'c1'", "''")) {
            for (String order : List.of("'revenue'", "'orders'", "'events'", "NULL")) {
                for (String most : List.of("1", "7", "5000")) {
                    String asked = "'2026-03-03 00:30Z', '2026-03-03 06:00Z', %s, 'EUR'".formatted(wanted);
                    assertThat(database.rows(
                                    "SELECT * FROM top_users_between(%s, %s, %s)".formatted(asked, order, most)))
                            .as("%s %s %s", wanted, order, most)
                            .isNotEmpty()
                            .isEqualTo(database.rows(
                                    ("SELECT * FROM user_engagement_between(%s) ORDER BY CASE %s WHEN 'revenue'"
                                                    + " THEN revenue WHEN 'orders' THEN orders ELSE events END DESC, length(user_id), user_id"
                                                    + " LIMIT %s")
                                            .formatted(asked, order, most)));
                }
            }
        }
    }

    /** 600 users on one day, and 1,200 on the next: from then on it has bits, also of the days before. */
    @Test
    @Tag("versions")
    void aCategoryThatBecomesLargeIsCountedByItsBitsOnceNoneIsMissing() throws SQLException {
        String of = """
                INSERT INTO raw_events (event_id, user_id, product_id, category, event_timestamp, source_file_id, source_line,
                                        event_date, price, total_price, event_type)
                SELECT gen_random_uuid(), 'u' || n, 'p', '%s', '%s 09:00Z', 1, n, '%2$s', 0, 0, 'view' FROM generate_series(1, %d) AS n;
                """;
        cohorts.manyUsersAre(1);
        database.execute(of.formatted("Books", "2026-03-02", 600)
                + of.formatted("Home", "2026-03-02", 600)
                + of.formatted("Books", "2025-11-02", 7));
        cohorts.count();
        assertThat(database.rows("SELECT * FROM categories_in_bits")).isEmpty();
        database.execute(of.formatted("Books", "2026-03-03", 1200));
        database.execute("SELECT refresh_cohorts(), refresh_cohorts()");
        assertThat(database.rows("SELECT * FROM categories_in_bits")).containsExactly("2025-12-01|null|Books");
        assertThat(database.rows("SELECT scope FROM user_scopes")).containsExactly("all");
        cohorts.count();
        assertThat(database.rows("SELECT * FROM user_scopes"))
                .containsExactly("all|-infinity", "category:Books|2025-12-01");
        assertThat(database.rows("SELECT viewed FROM funnel_of_days('2026-03-02', '2026-03-02', 'category:Books')"))
                .containsExactly("600");
        // An earlier day that is as large moves the first day back, and there was one that had not been counted for it.
        database.execute(of.formatted("Books", "2026-01-20", 1000));
        cohorts.count();
        assertThat(database.rows("SELECT * FROM user_scopes"))
                .containsExactly("all|-infinity", "category:Books|2025-10-20");
        assertThat(database.rows("SELECT viewed FROM funnel_of_days('2025-11-01', '2025-11-30', 'category:Books')"))
                .containsExactly("7");
        database.execute("DELETE FROM categories_in_bits");
        assertThat(database.rows("SELECT DISTINCT counted FROM cohort_differences() ORDER BY 1"))
                .containsExactly("categories_in_bits", "user_bits_by_day");
    }

    private void change(Map<UUID, CountedUsers.Event> events) throws SQLException {
        StringBuilder sql = new StringBuilder();
        for (int n = random.nextInt(12); n >= 0; n--) {
            UUID id = new UUID(0, random.nextInt(200));
            if (random.nextInt(5) == 0) {
                events.remove(id);
                sql.append("DELETE FROM raw_events WHERE event_id = '%s';".formatted(id));
            } else {
                CountedUsers.Event event = new CountedUsers.Event(
                        random.nextInt(8) == 0 ? null : "user " + random.nextInt(12),
                        FIRST.plusDays(random.nextInt(80)),
                        TYPES[random.nextInt(TYPES.length)],
                        random.nextInt(2000),
                        CURRENCIES[random.nextInt(3)],
                        CATEGORIES[random.nextInt(4)]);
                events.put(id, event);
                sql.append(event.upsert(id));
            }
        }
        database.execute(sql.toString());
    }
}
