package dev.tidegate.dashboard.live;

import dev.tidegate.dashboard.live.StreamPulse.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One look at the streams.
 *
 * @param health the one word that says how far the page can be trusted
 * @param reason sentences for people where it is not {@link Health#LIVE}, which name the streams where there are several;
 *     empty otherwise
 * @param since since when the health is what it is
 * @param at when it was looked
 * @param streams each stream of the database; the last ones seen while the database is away, none before the first look
 */
public record Pulse(Health health, String reason, Instant since, Instant at, List<StreamPulse> streams) {
    /** How far the numbers can be trusted. */
    public enum Health {
        /** Numbers follow the files. */
        LIVE,
        /** The numbers are right for what was loaded, but loading has stopped or falls behind, in one stream at least. */
        STALE,
        /** The database gives no answer. */
        DATABASE_DOWN
    }

    static Pulse starting(Instant now) {
        return new Pulse(Health.DATABASE_DOWN, "The database has not been asked yet.", now, now, List.of());
    }

    Pulse nextSeen(List<Map<String, Object>> rows, Instant now) {
        List<StreamPulse> seen = rows.stream().map(StreamPulse::of).toList();
        String why = whyStale(seen);
        return next(why.isEmpty() ? Health.LIVE : Health.STALE, why, now, seen);
    }

    Pulse nextUnseen(String message, Instant now) {
        return next(Health.DATABASE_DOWN, message, now, streams);
    }

    /**
     * Grows with each micro-batch of any stream: the sum of the numbers of their newest ones, since streams do not commit
     * in the order of the numbers. Where there is one stream it is the number of its newest micro-batch. -1 before the
     * first look.
     */
    public long batch() {
        return streams.isEmpty()
                ? -1
                : streams.stream().mapToLong(StreamPulse::batch).sum();
    }

    /** How each stream is, by name; none while the database gives no answer. */
    public Map<String, String> states() {
        Map<String, String> states = new LinkedHashMap<>();
        if (health != Health.DATABASE_DOWN) {
            streams.forEach(each -> states.put(each.stream(), each.state().word()));
        }
        return states;
    }

    /** Whether its files are loaded now. */
    public boolean isLive(StreamPulse stream) {
        return health != Health.DATABASE_DOWN && (stream.state() == State.LIVE || stream.state() == State.RETRYING);
    }

    /** As the page gets it. */
    public Map<String, Object> forViewers() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("state", health.name().toLowerCase(Locale.ROOT));
        fields.put("reason", reason);
        fields.put("since", since.toString());
        fields.put("at", at.toString());
        fields.put("batch", batch());
        fields.put("streams", streams.stream().map(StreamPulse::forViewers).toList());
        return fields;
    }

    /** Whether viewers should hear of it at once. */
    boolean differsFrom(Pulse before) {
        return health != before.health || batch() != before.batch() || !states().equals(before.states());
    }

    private Pulse next(Health next, String why, Instant now, List<StreamPulse> seen) {
        return new Pulse(next, why, next == health ? since : now, now, seen);
    }

    private static String whyStale(List<StreamPulse> seen) {
        if (seen.size() == 1 || seen.stream().allMatch(each -> each.state() == State.NOT_STARTED)) {
            StreamPulse only = seen.get(0);
            return only.state() == State.RETRYING ? "" : only.reason();
        }
        List<String> sentences = new ArrayList<>();
        seen.stream().filter(each -> each.state() == State.ENDED).forEach(each -> sentences.add(named(each)));
        List<StreamPulse> silent =
                seen.stream().filter(each -> each.state() == State.SILENT).toList();
        if (silent.size() > 1) {
            sentences.add("Streams "
                    + silent.stream().map(StreamPulse::stream).collect(Collectors.joining(", "))
                    + ": the streaming job has not reported for over 30 s. Files that land there now are not loaded.");
        } else {
            silent.forEach(each -> sentences.add(named(each)));
        }
        seen.stream().filter(each -> each.state() == State.BEHIND).forEach(each -> sentences.add(named(each)));
        return String.join(" ", sentences);
    }

    private static String named(StreamPulse each) {
        return "Stream " + each.stream() + ": " + each.reason();
    }
}
