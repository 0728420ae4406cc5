package dev.tidegate.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The sessions of some events, walked through one after the other in the plainest way, in the form of the rows of the views. */
record CountedSessions(Collection<Event> events) {

    private static final Duration GAP = Duration.ofMinutes(30);

    /** {@code user} is null for a guest, {@code session} where nobody says it. */
    record Event(String user, String session, Instant time, int line, String type, String product) {

        String upsert(int id) {
            return """
                    INSERT INTO raw_events (event_id, user_id, session_id, product_id, event_timestamp, source_file_id, source_line,
                                            event_date, price, total_price, event_type)
                    VALUES (md5('%d')::uuid, %s, %s, '%s', '%s', 1, %d, '%s', 0, 0, '%s')
                    ON CONFLICT (event_id) DO UPDATE
                    SET user_id = excluded.user_id, session_id = excluded.session_id, product_id = excluded.product_id,
                        event_timestamp = excluded.event_timestamp, event_date = excluded.event_date,
                        source_line = excluded.source_line, event_type = excluded.event_type;""".formatted(
                            id,
                            quoted(user),
                            quoted(session),
                            product,
                            time,
                            line,
                            time.atOffset(ZoneOffset.UTC).toLocalDate(),
                            type);
        }

        private static String quoted(String text) {
            return text == null ? "NULL" : "'" + text + "'";
        }

        private List<String> visit() {
            return Arrays.asList(
                    user, session, time.truncatedTo(ChronoUnit.DAYS).toString());
        }
    }

    private static boolean isBounce(List<Event> session) {
        return session.size() == 1 && !session.get(0).type.equals("buy");
    }

    private List<List<Event>> sessions() {
        Map<List<String>, List<Event>> visits = events.stream()
                .filter(event -> event.user != null || event.session != null)
                .filter(event -> !event.type.equals("refund"))
                .sorted(Comparator.comparing(Event::time).thenComparing(Event::line))
                .collect(Collectors.groupingBy(Event::visit));
        List<List<Event>> sessions = new ArrayList<>();
        for (List<Event> visit : visits.values()) {
            Event before = null;
            for (Event event : visit) {
                boolean goesOn = before != null
                        && (event.session != null
                                || Duration.between(before.time, event.time).compareTo(GAP) <= 0);
                if (!goesOn) {
                    sessions.add(new ArrayList<>());
                }
                sessions.get(sessions.size() - 1).add(event);
                before = event;
            }
        }
        return sessions;
    }

    /** hour|sessions|bounces|buying|views|events|seconds */
    List<String> byHour() {
        Map<Instant, long[]> hours = new TreeMap<>();
        for (List<Event> session : sessions()) {
            Instant first = session.get(0).time;
            Instant last = session.get(session.size() - 1).time;
            long[] sums = hours.computeIfAbsent(first.truncatedTo(ChronoUnit.HOURS), hour -> new long[6]);
            sums[0]++;
            sums[1] += isBounce(session) ? 1 : 0;
            sums[2] += session.stream().anyMatch(event -> event.type.equals("buy")) ? 1 : 0;
            sums[3] +=
                    session.stream().filter(event -> event.type.equals("view")).count();
            sums[4] += session.size();
            sums[5] += Duration.between(first, last).toSeconds();
        }
        return hours.entrySet().stream()
                .map(hour -> hour.getKey() + "|" + joined(hour.getValue()))
                .toList();
    }

    /** product|landings|bounces|leavings, of all days */
    List<String> byProduct() {
        Map<String, long[]> products = new TreeMap<>();
        for (List<Event> session : sessions()) {
            Event last = session.get(session.size() - 1);
            long[] landed = products.computeIfAbsent(session.get(0).product, product -> new long[3]);
            landed[0]++;
            landed[1] += isBounce(session) ? 1 : 0;
            products.computeIfAbsent(last.product, product -> new long[3])[2]++;
        }
        return products.entrySet().stream()
                .map(product -> product.getKey() + "|" + joined(product.getValue()))
                .toList();
    }

    private static String joined(long[] sums) {
        return Arrays.stream(sums).mapToObj(String::valueOf).collect(Collectors.joining("|"));
    }
}
