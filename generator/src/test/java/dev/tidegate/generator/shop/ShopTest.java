package dev.tidegate.generator.shop;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the seeded shop does, seen over three days with 129,600 events each. */
class ShopTest {

    private static final Instant OPENING = Instant.parse("2026-03-01T00:00:00Z");
    private static final int EVENTS_PER_DAY = 129_600;
    private static final List<Event> EVENTS = Stream.generate(shop(42)::next)
            .takeWhile(event -> event.timestamp().isBefore(OPENING.plus(Duration.ofDays(3))))
            .toList();

    @Test
    void eventsComeInOrderAndWithIdsOfTheirOwn() {
        assertThat(EVENTS).isSortedAccordingTo(Comparator.comparing(Event::timestamp));
        assertThat(EVENTS.stream().map(Event::id).distinct()).hasSize(EVENTS.size());
    }

    @Test
    void aDayIsAsBusyAsAskedFor() {
        assertThat(EVENTS.size() / 3).isCloseTo(EVENTS_PER_DAY, within(EVENTS_PER_DAY / 50));
    }

    @Test
    void ofAHundredViewsAboutTwentyEightLeadToAClickAndFiveToABuy() {
        Map<EventType, Long> types = countedBy(Event::type);

        double views = types.get(EventType.VIEW);
        assertThat(types.get(EventType.CLICK) / views).isBetween(0.25, 0.30);
        assertThat(types.get(EventType.BUY) / views).isBetween(0.04, 0.06);
    }

    @Test
    void whoClicksHasSeenAndWhoBuysHasClicked() {
        Map<List<Object>, EventType> furthest = new HashMap<>();
        for (Event event : EVENTS) {
            List<Object> userAndProduct =
                    List.of(event.userId(), event.product().id());
            switch (event.type()) {
                case VIEW -> furthest.putIfAbsent(userAndProduct, EventType.VIEW);
                case CLICK ->
                    assertThat(furthest.put(userAndProduct, EventType.CLICK)).isNotNull();
                case BUY -> assertThat(furthest.get(userAndProduct)).isEqualTo(EventType.CLICK);
                case CART, REMOVE, CHECKOUT, REFUND ->
                    fail("a plain shop has no %s", event.type().word());
            }
        }
    }

    @Test
    void mostBuysAreOfOnePieceAndOthersOfFew() {
        List<Event> buys =
                EVENTS.stream().filter(event -> event.type() == EventType.BUY).toList();

        double ofOne = buys.stream().filter(event -> event.quantity() == 1).count();
        assertThat(ofOne / buys.size()).isBetween(0.8, 0.9);
        assertThat(buys).allMatch(event -> event.quantity() >= 1 && event.quantity() <= 4);
        assertThat(EVENTS).filteredOn(event -> event.type() != EventType.BUY).allMatch(event -> event.quantity() == 1);
    }

    @Test
    void productsAreOfTheCatalogAndAtItsPrice() {
        List<Product> catalog = Catalog.of(25).products();

        assertThat(EVENTS).allMatch(event -> catalog.contains(event.product()));
        assertThat(EVENTS)
                .allMatch(event -> event.price().compareTo(event.product().price()) == 0);
    }

    @Test
    void fewProductsArePopularAndAllAreSeen() {
        List<Long> counts = descending(countedBy(Event::product));

        assertThat(counts).hasSize(25);
        assertThat((double) counts.get(0) / EVENTS.size()).isBetween(0.08, 0.20);
        assertThat(counts.get(0)).isGreaterThan(4 * counts.get(24));
        assertThat(sum(counts.subList(0, 5))).isGreaterThan(EVENTS.size() / 3);
    }

    @Test
    void someUsersAreMoreActiveAndAllAreSeen() {
        List<Long> counts = descending(countedBy(Event::userId));

        assertThat(counts).hasSize(1000);
        assertThat(EVENTS).allMatch(event -> event.userId() >= 1 && event.userId() <= 1000);
        assertThat(sum(counts.subList(0, 100))).isBetween(EVENTS.size() / 5L, EVENTS.size() / 3L);
    }

    @Test
    void eveningsAreBusierThanNights() {
        Map<Integer, Long> hours =
                countedBy(event -> event.timestamp().atOffset(ZoneOffset.UTC).getHour());

        assertThat(hours).hasSize(24);
        assertThat(hours.get(20)).isGreaterThan(10 * hours.get(3));
        assertThat(hours.get(20)).isGreaterThan(hours.get(14));
    }

    @Test
    void aVisitStaysMostlyInOneCategory() {
        Map<Long, Event> lastOfUser = new HashMap<>();
        int next = 0;
        int related = 0;
        for (Event event : EVENTS) {
            Event last = lastOfUser.put(event.userId(), event);
            boolean sameVisit = last != null
                    && Duration.between(last.timestamp(), event.timestamp()).compareTo(Duration.ofMinutes(2)) < 0;
            if (sameVisit && event.type() == EventType.VIEW) {
                next++;
                related += last.product().category().equals(event.product().category()) ? 1 : 0;
            }
        }
        // By popularity alone it would be some 20 to 30 %.
        assertThat((double) related / next).isGreaterThan(0.55);
    }

    @Test
    void theSmallestShopWorks() {
        Shop shop = new Shop("smallest", Catalog.of(1), 1, new Traffic(OPENING, 1, DayRhythm.EVEN), new Random(1));

        assertThat(Stream.generate(shop::next).limit(1000)).allMatch(event -> event.userId() == 1);
    }

    @Test
    void historyEndsWithTheYearTwentyOneHundred() {
        Instant lastDays = Instant.parse("2100-12-30T00:00:00Z");
        Shop shop = new Shop("late", Catalog.of(25), 10, new Traffic(lastDays, 100, DayRhythm.EVEN), new Random(1));

        assertThatThrownBy(() -> Stream.generate(shop::next).limit(10_000).forEach(event -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2100-12-31")
                .hasMessageContaining("--start");
    }

    private static Shop shop(long seed) {
        return new Shop(
                "test",
                Catalog.of(25),
                1000,
                new Traffic(OPENING, EVENTS_PER_DAY, DayRhythm.SHOPPERS),
                new Random(seed));
    }

    private static <K> Map<K, Long> countedBy(Function<Event, K> key) {
        return EVENTS.stream().collect(groupingBy(key, counting()));
    }

    private static List<Long> descending(Map<?, Long> counts) {
        return counts.values().stream().sorted(Comparator.reverseOrder()).toList();
    }

    private static long sum(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
