package dev.tidegate.postgres;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What became of the carts of some events, counted one after the other in the plainest way, in the form of the rows of the views. */
record CountedCarts(Collection<Event> events) {

    /** An event, without what carts do not look at. {@code user} is null for a guest; {@code line} tells events of one moment apart. */
    record Event(
            String user,
            LocalDateTime at,
            String type,
            String product,
            int quantity,
            int price,
            String currency,
            int line) {

        LocalDate day() {
            return at.toLocalDate();
        }

        String upsert(UUID id) {
            return """
                    INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, quantity,
                                            price, total_price, event_type, currency)
                    VALUES ('%s', %s, '%s', '%s', 1, %d, '%s', %d, %d, %d, '%s', %s)
                    ON CONFLICT (event_id) DO UPDATE
                    SET user_id = excluded.user_id, product_id = excluded.product_id, event_timestamp = excluded.event_timestamp,
                        event_date = excluded.event_date, source_line = excluded.source_line, quantity = excluded.quantity,
                        price = excluded.price, total_price = excluded.total_price, event_type = excluded.event_type,
                        currency = excluded.currency;""".formatted(
                            id,
                            quoted(user),
                            product,
                            at.atOffset(ZoneOffset.UTC),
                            line,
                            day(),
                            quantity,
                            price,
                            price * quantity,
                            type,
                            quoted(currency));
        }

        private static String quoted(String text) {
            return text == null ? "NULL" : "'" + text + "'";
        }
    }

    /** A product in a cart. */
    private record Item(String product, long left, long price, boolean bought) {}

    private Stream<Event> of(String user, String product, String type) {
        return events.stream()
                .filter(event -> user.equals(event.user) && event.product.equals(product) && event.type.equals(type));
    }

    /** By day and currency, and then by user. */
    private Map<List<String>, Map<String, List<Item>>> carts() {
        Map<List<String>, Map<String, List<Item>>> carts = new TreeMap<>(Comparator.comparing(List::toString));
        List<List<Object>> seen = new ArrayList<>();
        for (Event event : events) {
            List<Object> key = event.user == null ? List.of() : List.of(event.user, event.product, event.day());
            if (event.type.equals("cart") && event.user != null && !seen.contains(key)) {
                seen.add(key);
                add(carts, event);
            }
        }
        return carts;
    }

    private void add(Map<List<String>, Map<String, List<Item>>> carts, Event one) {
        List<Event> putIn = of(one.user, one.product, "cart")
                .filter(event -> event.day().equals(one.day()))
                .sorted(Comparator.comparing(Event::at).thenComparing(Event::line))
                .toList();
        long in = putIn.stream().mapToLong(Event::quantity).sum();
        long out = of(one.user, one.product, "remove")
                .filter(event -> event.day().equals(one.day()))
                .mapToLong(Event::quantity)
                .sum();
        boolean bought = of(one.user, one.product, "buy")
                .anyMatch(event -> !event.at.isBefore(putIn.get(0).at)
                        && event.day().isBefore(one.day().plusDays(2)));
        Event last = putIn.get(putIn.size() - 1);
        carts.computeIfAbsent(List.of(one.day().toString(), String.valueOf(last.currency)), cart -> new TreeMap<>())
                .computeIfAbsent(one.user, user -> new ArrayList<>())
                .add(new Item(one.product, Math.max(in - out, 0), last.price, bought));
    }

    private static boolean isBought(List<Item> cart) {
        return cart.stream().anyMatch(Item::bought);
    }

    private static long value(List<Item> cart) {
        return cart.stream().mapToLong(item -> item.left * item.price).sum();
    }

    /** Day, currency, carts, bought, emptied, abandoned, value of these. */
    List<String> outcomes() {
        List<String> rows = new ArrayList<>();
        carts().forEach((key, byUser) -> {
            List<List<Item>> left =
                    byUser.values().stream().filter(cart -> !isBought(cart)).toList();
            long emptied = left.stream()
                    .filter(cart -> cart.stream().allMatch(item -> item.left == 0))
                    .count();
            rows.add("%s|%s|%d|%d|%d|%d|%d"
                    .formatted(
                            key.get(0),
                            key.get(1),
                            byUser.size(),
                            byUser.size() - left.size(),
                            emptied,
                            left.size() - emptied,
                            left.stream().mapToLong(CountedCarts::value).sum()));
        });
        return rows;
    }

    /** Day, product, currency, carts, quantity, value. */
    List<String> left() {
        List<String> rows = new ArrayList<>();
        carts().forEach((key, byUser) -> {
            List<Item> items = byUser.values().stream()
                    .filter(cart -> !isBought(cart))
                    .flatMap(List::stream)
                    .filter(item -> item.left > 0)
                    .toList();
            for (String product : items.stream().map(Item::product).collect(Collectors.toCollection(TreeSet::new))) {
                List<Item> of = items.stream()
                        .filter(item -> item.product.equals(product))
                        .toList();
                rows.add("%s|%s|%s|%d|%d|%d"
                        .formatted(
                                key.get(0),
                                product,
                                key.get(1),
                                of.size(),
                                of.stream().mapToLong(Item::left).sum(),
                                value(of)));
            }
        });
        return rows;
    }

    /** Grain day, period, step, users: of view, cart?, buy. */
    List<String> funnelOfDays() {
        List<String> rows = new ArrayList<>();
        for (LocalDate day : events.stream()
                .filter(event -> event.user != null)
                .map(Event::day)
                .collect(Collectors.toCollection(TreeSet::new))) {
            Map<String, List<String>> did = events.stream()
                    .filter(event -> event.user != null && event.day().equals(day))
                    .collect(Collectors.groupingBy(Event::user, Collectors.mapping(Event::type, Collectors.toList())));
            rows.add("%s|1|%d".formatted(day, count(did, "view")));
            rows.add("%s|2|%d".formatted(day, count(did, "view", "cart")));
            rows.add("%s|3|%d".formatted(day, count(did, "view", "buy")));
        }
        return rows;
    }

    private static long count(Map<String, List<String>> did, String... steps) {
        return did.values().stream()
                .filter(types -> types.containsAll(List.of(steps)))
                .count();
    }
}
