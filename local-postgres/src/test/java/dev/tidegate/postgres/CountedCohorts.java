package dev.tidegate.postgres;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The cohorts of some events, counted one after the other in the plainest way, in the form of the rows of the views. */
record CountedCohorts(Collection<Event> events) {

    /** An event, without what cohorts do not look at. {@code user} is null for a guest. */
    record Event(String user, LocalDate day, String type, int price, String currency) {

        boolean isBuy() {
            return type.equals("buy");
        }

        String upsert(UUID id) {
            return """
                    INSERT INTO raw_events (event_id, user_id, product_id, event_timestamp, source_file_id, source_line, event_date, price,
                                            total_price, event_type, currency)
                    VALUES ('%s', %s, 'p', '%s 00:00Z', 1, 1, '%s', %d, %d, '%s', %s)
                    ON CONFLICT (event_id) DO UPDATE
                    SET user_id = excluded.user_id, event_timestamp = excluded.event_timestamp, event_date = excluded.event_date,
                        price = excluded.price, total_price = excluded.total_price, event_type = excluded.event_type,
                        currency = excluded.currency;""".formatted(id, quoted(user), day, day, price, price, type, quoted(currency));
        }

        private static String quoted(String text) {
            return text == null ? "NULL" : "'" + text + "'";
        }
    }

    private static LocalDate begin(String grain, LocalDate day) {
        return grain.equals("month")
                ? day.withDayOfMonth(1)
                : day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    private LocalDate first(String user, Predicate<Event> which) {
        return events.stream()
                .filter(event -> user.equals(event.user) && which.test(event))
                .map(Event::day)
                .min(LocalDate::compareTo)
                .orElse(null);
    }

    /** The events of a grain and basis by cohort, period and user. */
    private TreeMap<List<LocalDate>, List<Event>> cells(String grain, String basis) {
        TreeMap<List<LocalDate>, List<Event>> cells = new TreeMap<>(
                (one, other) -> one.equals(other) ? 0 : one.toString().compareTo(other.toString()));
        for (Event event : events) {
            LocalDate first =
                    event.user == null ? null : first(event.user, basis.equals("buy") ? Event::isBuy : any -> true);
            if (first != null && !begin(grain, first).isAfter(begin(grain, event.day))) {
                cells.computeIfAbsent(List.of(begin(grain, first), begin(grain, event.day)), cell -> new ArrayList<>())
                        .add(event);
            }
        }
        return cells;
    }

    private static long users(List<Event> events, Predicate<Event> which) {
        return events.stream().filter(which).map(Event::user).distinct().count();
    }

    List<String> retention() {
        List<String> rows = new ArrayList<>();
        for (String grain : List.of("week", "month")) {
            for (String basis : List.of("event", "buy")) {
                TreeMap<List<LocalDate>, List<Event>> cells = cells(grain, basis);
                cells.forEach((cell, in) -> rows.add("%s|%s|%s|%s|%d|%d|%d|%d"
                        .formatted(
                                grain,
                                basis,
                                cell.get(0),
                                cell.get(1),
                                users(cells.get(List.of(cell.get(0), cell.get(0))), any -> true),
                                users(in, any -> true),
                                users(in, Event::isBuy),
                                in.stream().filter(Event::isBuy).count())));
            }
        }
        return rows;
    }

    List<String> values() {
        List<String> rows = new ArrayList<>();
        for (String grain : List.of("week", "month")) {
            for (String basis : List.of("event", "buy")) {
                TreeMap<String, Long> soFar = new TreeMap<>();
                cells(grain, basis).forEach((cell, in) -> in.stream()
                        .filter(event -> event.isBuy() || event.type.equals("refund"))
                        .collect(Collectors.groupingBy(event -> String.valueOf(event.currency)))
                        .forEach((currency, paid) -> {
                            long revenue = sum(paid, "buy");
                            long refunded = sum(paid, "refund");
                            // A refund of nothing is not to be seen.
                            if (paid.stream().anyMatch(Event::isBuy) || refunded != 0) {
                                rows.add("%s|%s|%s|%s|%s|%d|%d|%d"
                                        .formatted(
                                                grain,
                                                basis,
                                                cell.get(0),
                                                cell.get(1),
                                                currency,
                                                revenue,
                                                refunded,
                                                soFar.merge(cell.get(0) + currency, revenue - refunded, Long::sum)));
                            }
                        }));
            }
        }
        return rows;
    }

    private static long sum(List<Event> events, String type) {
        return events.stream()
                .filter(event -> event.type.equals(type))
                .mapToLong(Event::price)
                .sum();
    }

    private Collection<TreeSet<LocalDate>> buyingDays() {
        TreeMap<String, TreeSet<LocalDate>> days = new TreeMap<>();
        events.stream().filter(event -> event.user != null && event.isBuy()).forEach(event -> days.computeIfAbsent(
                        event.user, user -> new TreeSet<>())
                .add(event.day));
        return days.values();
    }

    /** The day of each order that has one before it, and the days from there. */
    private List<Map.Entry<LocalDate, Long>> gaps() {
        List<Map.Entry<LocalDate, Long>> gaps = new ArrayList<>();
        for (TreeSet<LocalDate> days : buyingDays()) {
            for (LocalDate day : days.tailSet(days.first(), false)) {
                gaps.add(Map.entry(day, ChronoUnit.DAYS.between(days.lower(day), day)));
            }
        }
        return gaps;
    }

    List<String> ordersByGap() {
        return gaps().stream()
                .collect(Collectors.groupingBy(
                        gap -> begin("month", gap.getKey()) + "|" + gap.getValue(), Collectors.counting()))
                .entrySet()
                .stream()
                .map(of -> of.getKey() + "|" + of.getValue())
                .toList();
    }

    List<String> daysBetweenOrders() {
        List<Long> sorted = gaps().stream().map(Map.Entry::getValue).sorted().toList();
        return sorted.stream()
                .distinct()
                .map(days -> "%d|%d|%s"
                        .formatted(
                                days,
                                Collections.frequency(sorted, days),
                                BigDecimal.valueOf(
                                        5 * (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)), 1)))
                .toList();
    }

    List<String> repeatBuyers() {
        return buyingDays().stream()
                .collect(Collectors.groupingBy(of -> begin("month", of.first())))
                .entrySet()
                .stream()
                .map(month -> "%s|%d|%d|%d|%d"
                        .formatted(
                                month.getKey(),
                                month.getValue().size(),
                                bought(month.getValue(), Integer.MAX_VALUE),
                                bought(month.getValue(), 7),
                                bought(month.getValue(), 30)))
                .toList();
    }

    private static long bought(List<TreeSet<LocalDate>> buyers, int within) {
        return buyers.stream()
                .filter(days -> days.size() > 1)
                .filter(days -> ChronoUnit.DAYS.between(days.first(), days.higher(days.first())) <= within)
                .count();
    }
}
