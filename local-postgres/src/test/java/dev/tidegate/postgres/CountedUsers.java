package dev.tidegate.postgres;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The users of some days, counted one after the other in the plainest way. */
record CountedUsers(Collection<Event> events, LocalDate first, LocalDate last) {

    private static final long[] BANDS = {1, 2, 6, 11, 26, 51, 101, 501, Long.MAX_VALUE};

    /** {@code user} is null for a guest; the price is in tenths of a cent. */
    record Event(String user, LocalDate day, String type, int price, String currency, String category) {

        String upsert(UUID id) {
            return """
                    INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                            total_price, event_type, currency, category)
                    VALUES ('%s', %s, 'p', '%s 23:00Z', 1, 1, '%s', %d / 1000.0, %d / 1000.0, '%s', %s, %s)
                    ON CONFLICT (event_id) DO UPDATE
                    SET user_id = excluded.user_id, event_timestamp = excluded.event_timestamp, event_date = excluded.event_date,
                        price = excluded.price, total_price = excluded.total_price, event_type = excluded.event_type,
                        currency = excluded.currency, category = excluded.category;""".formatted(id, quoted(user), day, day, price, price, type, quoted(currency), quoted(category));
        }

        private static String quoted(String text) {
            return text == null ? "NULL" : "'" + text + "'";
        }

        private boolean is(String other) {
            return type.equals(other);
        }
    }

    /** Those of a category, the empty one for none; null for all. */
    CountedUsers of(String wanted) {
        return new CountedUsers(
                events.stream()
                        .filter(event ->
                                wanted == null || wanted.equals(Objects.requireNonNullElse(event.category, "")))
                        .toList(),
                first,
                last);
    }

    private Map<String, List<Event>> byUser() {
        return events.stream()
                .filter(event -> event.user != null && !event.day.isBefore(first) && !event.day.isAfter(last))
                .collect(Collectors.groupingBy(Event::user, TreeMap::new, Collectors.toList()));
    }

    private static boolean did(List<Event> events, String type) {
        return events.stream().anyMatch(event -> event.is(type));
    }

    private long users(Predicate<List<Event>> which) {
        return byUser().values().stream().filter(which).count();
    }

    String funnel() {
        return "%d|%d|%d|%d|%d"
                .formatted(
                        users(user -> did(user, "view")),
                        users(user -> did(user, "view") && did(user, "click")),
                        users(user -> did(user, "view") && did(user, "click") && did(user, "buy")),
                        users(user -> did(user, "click")),
                        users(user -> did(user, "buy")));
    }

    String active() {
        return users(any -> true) + "|" + users(user -> did(user, "buy"));
    }

    List<String> engagement() {
        List<String> rows = new ArrayList<>();
        for (int band = 0; band + 1 < BANDS.length; band++) {
            long least = BANDS[band];
            long next = BANDS[band + 1];
            List<List<Event>> in = byUser().values().stream()
                    .filter(user -> user.size() >= least && user.size() < next)
                    .toList();
            if (!in.isEmpty()) {
                rows.add("%d|%d|%d|%d|%d"
                        .formatted(
                                least,
                                in.size(),
                                in.stream().mapToLong(List::size).sum(),
                                in.stream()
                                        .flatMap(List::stream)
                                        .filter(event -> event.is("buy"))
                                        .count(),
                                in.stream().filter(user -> did(user, "buy")).count()));
            }
        }
        return rows;
    }

    /** By day, the newest 31 at most. */
    List<String> newUsers() {
        List<String> rows = new ArrayList<>();
        LocalDate from = first.isBefore(last.minusDays(30)) ? last.minusDays(30) : first;
        for (LocalDate day = from; !day.isAfter(last); day = day.plusDays(1)) {
            LocalDate now = day;
            List<String> users = userNames(now, now);
            List<String> before = userNames(now.minusDays(30), now.minusDays(1));
            long returning = users.stream().filter(before::contains).count();
            if (!users.isEmpty()) {
                rows.add("%s|%d|%d|%d".formatted(now, users.size(), users.size() - returning, returning));
            }
        }
        return rows;
    }

    private List<String> userNames(LocalDate since, LocalDate until) {
        return List.copyOf(new CountedUsers(events, since, until).byUser().keySet());
    }

    /** The first users by what they did in a currency, the empty one for none. */
    List<String> top(String paidIn, String order, long most) {
        Map<String, Long> ranked = new TreeMap<>();
        byUser().forEach((user, all) -> {
            List<Event> counted = all.stream()
                    .filter(event ->
                            Objects.requireNonNullElse(event.currency, "").equals(paidIn)
                                    || (event.currency == null && !event.is("buy") && !event.is("refund")))
                    .toList();
            if (!counted.isEmpty()) {
                ranked.put(
                        user,
                        order.equals("events")
                                ? counted.size()
                                : counted.stream()
                                        .filter(event -> event.is("buy"))
                                        .mapToLong(event -> order.equals("orders") ? 1 : event.price)
                                        .sum());
            }
        });
        return ranked.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(entry -> entry.getKey().length())
                        .thenComparing(Map.Entry::getKey))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }
}
