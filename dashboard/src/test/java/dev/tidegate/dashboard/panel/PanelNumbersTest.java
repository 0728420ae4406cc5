package dev.tidegate.dashboard.panel;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.TestShop;
import dev.tidegate.dashboard.TestShop.Event;
import dev.tidegate.postgres.TestDatabase;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each number, against the same number counted in Java from the events that were delivered. */
@Tag("versions")
class PanelNumbersTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @RegisterExtension
    static final AskedShop ASKED = new AskedShop(DATABASE);

    private static TestShop shop;

    @BeforeAll
    static void deliver() throws SQLException {
        shop = new TestShop(DATABASE);
        List<Event> events = TestShop.random(20261101, 6_000, Duration.ofDays(40));
        shop.commit(events.subList(0, 4_000));
        shop.commit(events.subList(4_000, 6_000));
        shop.commit(visitors());
        // Corrections: the old value must be gone from every number.
        for (Event event : List.copyOf(shop.events().subList(0, 50))) {
            shop.correct(event, event.price().add(new BigDecimal("0.01")));
        }
    }

    /** Users who come every so many days: some of them are new again each time. */
    private static List<Event> visitors() {
        Instant now = Instant.now();
        List<Event> visits = new ArrayList<>();
        for (int every : new int[] {1, 29, 30, 31, 32, 45}) {
            for (int ago = 0; ago < 90; ago += every) {
                visits.add(new Event(
                        UUID.randomUUID(),
                        1_000L + every,
                        1,
                        "Product 1",
                        "Home",
                        "view",
                        1,
                        BigDecimal.ONE,
                        now.minus(Duration.ofDays(ago))));
            }
        }
        return visits;
    }

    @ParameterizedTest
    @CsvSource({
        "15m,",
        "1h,",
        "6h,",
        "24h,",
        "7d,",
        "30d,",
        "90d,",
        "6h,Books",
        "24h,Home",
        "30d,Garden & <b>Tools</b>",
        "7d,''"
    })
    void salesAreRightToTheCent(String range, String category) {
        Answer answer = ask(Panel.SALES, range, category);
        for (Map<String, Object> row : answer.table().records()) {
            Sums expected = sums(shop.events(instant(row, "begins"), instant(row, "ends"), category));
            assertThat(sums(row)).as("%s %s", range, row.get("compared")).isEqualTo(expected);
        }
        assertThat(answer.table().records())
                .extracting("compared")
                .containsExactly("now", "a day before", "a week before", "the period before");
    }

    @ParameterizedTest
    @CsvSource({"15m,", "1h,", "6h,", "24h,", "7d,", "30d,", "90d,", "24h,Books", "7d,''"})
    void theBarsOfTheTrendAreRightAndAddUpToTheSales(String range, String category) {
        Answer answer = ask(Panel.TREND, range, category);
        Span span = answer.span();
        for (Map<String, Object> row : answer.table().records()) {
            Instant begin = instant(row, "bucket_start");
            Instant end = min(begin.plus(span.bucket().length()), span.until());
            assertThat(sums(row)).as("bar at %s", begin).isEqualTo(sums(shop.events(begin, end, category)));
        }
        assertThat(total(answer, "revenue"))
                .isEqualByComparingTo(money(shop.events(span.since(), span.until(), category)));
        assertThat(answer.table().rows()).hasSize((int) span.bars());
    }

    @Test
    void theLineOfTheTrendIsTheSameTimeAWeekBefore() {
        Answer answer = ask(Panel.TREND, "24h", null);
        for (Map<String, Object> row : answer.table().records()) {
            Instant begin = instant(row, "bucket_start").minus(Duration.ofDays(7));
            assertThat((BigDecimal) row.get("earlier_revenue"))
                    .isEqualByComparingTo(money(shop.events(begin, begin.plus(Duration.ofHours(1)), null)));
        }
    }

    @ParameterizedTest
    @CsvSource({"6h,1m", "24h,15m", "7d,1d", "30d,1h", "90d,7d"})
    void theBarsCanHaveAnotherLength(String range, String bucket) {
        Answer answer = ask(
                Panel.TREND,
                range,
                null,
                Map.of(Filter.BUCKET, Bucket.labelled(bucket).orElseThrow()));
        assertThat(answer.span().bucket().label()).isEqualTo(bucket);
        assertThat(total(answer, "revenue"))
                .isEqualByComparingTo(
                        money(shop.events(answer.span().since(), answer.span().until(), null)));
    }

    @Test
    void theCategoriesOfTheTrendAddUpToTheTrend() {
        assertThat(total(ask(Panel.TREND_BY_CATEGORY, "7d", null), "revenue"))
                .isEqualByComparingTo(total(ask(Panel.TREND, "7d", null), "revenue"));
    }

    @ParameterizedTest
    @CsvSource({"15m", "6h", "24h", "30d"})
    void eachCategoryIsRightToTheCent(String range) {
        Answer answer = ask(Panel.CATEGORIES, range, null);
        Set<String> seen = new HashSet<>();
        for (Map<String, Object> row : answer.table().records()) {
            String category = row.get("category") == null ? "" : (String) row.get("category");
            seen.add(category);
            assertThat(sums(row))
                    .isEqualTo(sums(
                            shop.events(answer.span().since(), answer.span().until(), category)));
        }
        assertThat(seen)
                .isEqualTo(shop.events(answer.span().since(), answer.span().until(), null).stream()
                        .map(Event::category)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @CsvSource({"15m,", "6h,", "24h,", "7d,", "30d,", "6h,Books", "30d,Books", "6h,''", "30d,''"})
    void theFunnelCountsDistinctUsers(String range, String category) {
        Answer answer = ask(Panel.FUNNEL, range, category);
        List<Event> events = usersEvents(answer.span(), category);
        Set<Long> viewed = users(events, "view");
        Set<Long> clicked = users(events, "click");
        Set<Long> bought = users(events, "buy");
        long all = bought.size();
        clicked.retainAll(viewed);
        bought.retainAll(clicked);
        assertThat(answer.table().records())
                .extracting("users")
                .containsExactly((long) viewed.size(), (long) clicked.size(), (long) bought.size());
        assertThat(answer.table().records().get(2))
                .containsEntry("users_in_all", all)
                .containsEntry("drop_off", (long) clicked.size() - bought.size());
    }

    @ParameterizedTest
    @CsvSource({"15m,", "6h,", "24h,", "30d,", "6h,Books", "30d,Books"})
    void eachProductIsRightToTheCent(String range, String category) {
        Answer answer = ask(Panel.PRODUCTS, range, category);
        Map<Long, List<Event>> byProduct =
                usersEvents(answer.span(), category).stream().collect(groupingBy(Event::product));
        assertThat(answer.table().rows()).hasSameSizeAs(byProduct.keySet());
        for (Map<String, Object> row : answer.table().records()) {
            assertThat(sums(row)).isEqualTo(sums(byProduct.get(Long.valueOf((String) row.get("product_id")))));
        }
        assertThat(answer.table().records())
                .extracting(row -> (BigDecimal) row.get("revenue"))
                .isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @ParameterizedTest
    @CsvSource({"6h,", "30d,", "30d,Books", "30d,''"})
    void engagementIsThatOfEachUser(String range, String category) {
        Answer top = ask(Panel.TOP_USERS, range, category);
        Map<Long, List<Event>> byUser =
                usersEvents(top.span(), category).stream().collect(groupingBy(Event::user));
        assertThat(top.table().rows()).hasSameSizeAs(byUser.keySet());
        for (Map<String, Object> row : top.table().records()) {
            List<Event> events = byUser.get(Long.valueOf((String) row.get("user_id")));
            assertThat(sums(row)).isEqualTo(sums(events));
            assertThat(row).containsEntry("events", (long) events.size());
        }
        Answer bands = ask(Panel.ENGAGEMENT, range, category);
        assertThat(bands.table().records().stream()
                        .mapToLong(row -> (Long) row.get("users"))
                        .sum())
                .isEqualTo(byUser.size());
        assertThat(bands.table().records().stream()
                        .mapToLong(row -> (Long) row.get("events"))
                        .sum())
                .isEqualTo(byUser.values().stream().mapToLong(List::size).sum());
    }

    @ParameterizedTest
    @CsvSource({"15m, 14", "30d, 30", "90d, 31"})
    void aUserIsNewWhereThirtyDaysWentByWithout(String range, int days) {
        Map<Long, Set<LocalDate>> daysOf = shop.events().stream()
                .collect(groupingBy(Event::user, Collectors.mapping(PanelNumbersTest::day, Collectors.toSet())));
        Answer answer = ask(Panel.NEW_USERS, range, null);
        assertThat(answer.table().rows()).hasSize(days);
        for (Map<String, Object> row : answer.table().records()) {
            LocalDate day = LocalDate.parse((String) row.get("day"));
            List<Set<LocalDate>> there =
                    daysOf.values().stream().filter(seen -> seen.contains(day)).toList();
            long newcomers = there.stream()
                    .filter(seen ->
                            seen.stream().noneMatch(other -> other.isBefore(day) && !other.isBefore(day.minusDays(30))))
                    .count();
            assertThat(row)
                    .as("%s", day)
                    .containsEntry("users", (long) there.size())
                    .containsEntry("new_users", newcomers)
                    .containsEntry("returning_users", there.size() - newcomers);
        }
    }

    @Test
    void activeUsersAreCountedUpToNow() {
        Instant now = Instant.now();
        Answer answer = ask(Panel.ACTIVE_USERS, "1h", null);
        Map<Object, Object> users = answer.table().records().stream()
                .collect(Collectors.toMap(row -> row.get("period"), row -> row.get("users")));
        assertThat(users)
                .containsEntry("1 hour", distinct(shop.events(now.minus(Duration.ofHours(1)), now, null)))
                .containsEntry("today", distinct(shop.events(midnight(0), now, null)))
                .containsEntry("7 days", distinct(shop.events(midnight(6), now, null)));
    }

    @ParameterizedTest
    @CsvSource({"1h,,", "24h,Books,", "30d,,buy", "30d,'',view", "7d,Garden & <b>Tools</b>,click"})
    void theRowsBehindABarAreAllOfItsEventsNewestFirst(String range, String category, String type) {
        Map<Filter, Object> filters = new HashMap<>(Map.of(Filter.LIMIT, 10_000L));
        if (type != null) {
            filters.put(Filter.TYPE, type);
        }
        Answer answer = ask(Panel.EVENTS, range, category, filters);
        List<String> expected = shop.events(answer.span().since(), answer.span().until(), category).stream()
                .filter(event -> type == null || event.type().equals(type))
                .map(event -> event.id().toString())
                .toList();
        assertThat(answer.table().records())
                .extracting("event_id")
                .containsExactlyInAnyOrderElementsOf(List.copyOf(expected));
        assertThat(answer.table().records())
                .extracting(row -> instant(row, "event_timestamp"))
                .isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void theRowsCanBeThoseOfAProductOrAUser() {
        Answer ofProduct = ask(Panel.EVENTS, "30d", null, Map.of(Filter.PRODUCT, "3", Filter.LIMIT, 10_000L));
        assertThat(ofProduct.table().rows()).hasSize((int)
                shop.events(ofProduct.span().since(), ofProduct.span().until(), null).stream()
                        .filter(event -> event.product() == 3)
                        .count());
        Answer ofUser = ask(Panel.EVENTS, "30d", null, Map.of(Filter.USER, "7", Filter.LIMIT, 10_000L));
        assertThat(ofUser.table().rows())
                .hasSize((int) shop.events(ofUser.span().since(), ofUser.span().until(), null).stream()
                        .filter(event -> event.user() == 7)
                        .count());
        assertThat(ofUser.table().records()).extracting("source_path").contains("events-1.csv");
    }

    private static Answer ask(Panel panel, String range, String category) {
        return ask(
                panel,
                range,
                category,
                panel == Panel.PRODUCTS || panel == Panel.TOP_USERS ? Map.of(Filter.LIMIT, 1_000L) : Map.of());
    }

    private static Answer ask(Panel panel, String range, String category, Map<Filter, Object> more) {
        Map<Filter, Object> filters = new HashMap<>(more);
        if (category != null) {
            filters.put(Filter.CATEGORY, category);
        }
        return ASKED.answer(new Question(panel, new TimeRange.Last(TimeRange.NAMED.get(range)), filters));
    }

    /** Users and products are counted in whole days where the range is longer than six hours. */
    private static List<Event> usersEvents(Span span, String category) {
        if (Duration.between(span.since(), span.until()).compareTo(Duration.ofHours(6)) <= 0) {
            return shop.events(span.since(), span.until(), category);
        }
        Instant first = span.since()
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        return shop.events(first, Instant.now().plus(Duration.ofDays(1)), category);
    }

    /** The numbers of a row that can be added up. */
    private record Sums(long views, long clicks, long orders, long units, BigDecimal revenue) {}

    private static Sums sums(List<Event> events) {
        List<Event> buys =
                events.stream().filter(event -> event.type().equals("buy")).toList();
        return new Sums(
                count(events, "view"),
                count(events, "click"),
                buys.size(),
                buys.stream().mapToLong(Event::quantity).sum(),
                money(events));
    }

    private static Sums sums(Map<String, Object> row) {
        return new Sums(
                (Long) row.get("views"),
                (Long) row.get("clicks"),
                (Long) row.get("orders"),
                ((BigDecimal) row.get("units")).longValueExact(),
                ((BigDecimal) row.get("revenue")).setScale(2));
    }

    private static BigDecimal money(List<Event> events) {
        return events.stream()
                .filter(event -> event.type().equals("buy"))
                .map(Event::total)
                .reduce(new BigDecimal("0.00"), BigDecimal::add);
    }

    private static BigDecimal total(Answer answer, String column) {
        return answer.table().records().stream()
                .map(row -> (BigDecimal) row.get(column))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static long count(List<Event> events, String type) {
        return events.stream().filter(event -> event.type().equals(type)).count();
    }

    private static Set<Long> users(List<Event> events, String type) {
        return events.stream()
                .filter(event -> event.type().equals(type))
                .map(Event::user)
                .collect(Collectors.toSet());
    }

    private static long distinct(List<Event> events) {
        return events.stream().map(Event::user).distinct().count();
    }

    private static LocalDate day(Event event) {
        return LocalDate.ofInstant(event.at(), ZoneOffset.UTC);
    }

    private static Instant midnight(int daysAgo) {
        return LocalDate.now(ZoneOffset.UTC)
                .minusDays(daysAgo)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    private static Instant instant(Map<String, Object> row, String column) {
        return Instant.parse((String) row.get(column));
    }

    private static Instant min(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
