package dev.tidegate.generator.shop;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What visitors do where more is asked for, seen over three days. */
class HabitsTest {

    private static final Instant OPENING = Instant.parse("2026-03-01T00:00:00Z");
    private static final int EVENTS_PER_DAY = 50_000;
    private static final List<Event> EVENTS = events(new Habits(true, 0.1, 0.3, List.of("EUR", "JPY")));

    private static List<Event> events(Habits habits) {
        Traffic traffic = new Traffic(OPENING, EVENTS_PER_DAY, DayRhythm.SHOPPERS);
        Shop shop = new Shop("habits", Catalog.of(25), 1000, traffic, habits, new Random(42));
        return Stream.generate(shop::next)
                .takeWhile(event -> event.timestamp().isBefore(OPENING.plus(Duration.ofDays(3))))
                .toList();
    }

    private static <K> Map<K, Long> countedBy(Function<Event, K> key) {
        return EVENTS.stream().collect(groupingBy(key, counting()));
    }

    @Test
    void eventsComeInOrderAndWithIdsOfTheirOwn() {
        assertThat(EVENTS).isSortedAccordingTo(Comparator.comparing(Event::timestamp));
        assertThat(EVENTS.stream().map(Event::id).distinct()).hasSize(EVENTS.size());
        assertThat(EVENTS.size() / 3).isBetween(EVENTS_PER_DAY * 98 / 100, EVENTS_PER_DAY * 105 / 100);
    }

    @Test
    void buysGoThroughTheCartAndAreAsManyAsWithoutIt() {
        Map<EventType, Long> types = countedBy(Event::type);
        double views = types.get(EventType.VIEW);
        assertThat(types.keySet()).containsExactlyInAnyOrder(EventType.values());
        assertThat(types.get(EventType.CART) / views).isBetween(0.075, 0.095);
        assertThat(types.get(EventType.REMOVE)).isLessThan(types.get(EventType.CART) / 5);
        assertThat(types.get(EventType.CHECKOUT)).isLessThan(types.get(EventType.CART));
        assertThat(types.get(EventType.BUY) / views).isBetween(0.04, 0.06);
    }

    @Test
    void aRefundIsOfABuyBeforeItAndOfItsAmount() {
        Map<List<Object>, Integer> bought = new HashMap<>();
        int refunds = 0;
        for (Event event : EVENTS) {
            List<Object> what = List.of(
                    event.userId(), event.product(), event.quantity(), event.price(), String.valueOf(event.currency()));
            if (event.type() == EventType.BUY) {
                bought.merge(what, 1, Integer::sum);
            } else if (event.type() == EventType.REFUND) {
                assertThat(bought.merge(what, -1, Integer::sum)).isNotNegative();
                refunds++;
            }
        }
        assertThat((double) refunds / countedBy(Event::type).get(EventType.BUY)).isBetween(0.07, 0.12);
    }

    @Test
    void guestsHaveNoUserAndOneVisitOfFiveIsInTheOtherCurrency() {
        assertThat((double) countedBy(Event::userId).get(Event.GUEST) / EVENTS.size())
                .isBetween(0.27, 0.33);
        Map<String, Long> currencies = countedBy(Event::currency);
        assertThat(currencies).containsOnlyKeys(Set.of("EUR", "JPY"));
        assertThat((double) currencies.get("JPY") / EVENTS.size()).isBetween(0.17, 0.23);
        assertThat(EVENTS)
                .allMatch(event -> event.price().scale() == (event.currency().equals("JPY") ? 0 : 2));
    }

    @Test
    void whereNothingIsAskedForTheShopIsThePlainOne() {
        Traffic traffic = new Traffic(OPENING, EVENTS_PER_DAY, DayRhythm.SHOPPERS);
        Shop plain = new Shop("habits", Catalog.of(25), 1000, traffic, new Random(42));
        assertThat(events(new Habits(false, 0, 0, List.of())))
                .startsWith(Stream.generate(plain::next).limit(10_000).toArray(Event[]::new));
    }
}
