package dev.tidegate.dashboard.live;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One look at the pipeline.
 *
 * @param state the one word that says how far the page can be trusted
 * @param reason a sentence for people where the state is not {@link State#LIVE}; empty otherwise
 * @param since since when the state is what it is
 * @param at when it was looked
 * @param pipeline the row of ingest_status; the last one seen while the database is away, empty before the first
 */
public record Pulse(State state, String reason, Instant since, Instant at, Map<String, Object> pipeline) {
    /** How far the numbers can be trusted. */
    public enum State {
        /** Numbers follow the files. */
        LIVE,
        /** The numbers are right for what was loaded, but loading has stopped or falls behind. */
        STALE,
        /** The database gives no answer. */
        DATABASE_DOWN
    }

    private static final BigDecimal SILENT_AFTER_SECONDS = new BigDecimal(30);
    private static final BigDecimal BEHIND_AFTER_SECONDS = new BigDecimal(120);

    static Pulse starting(Instant now) {
        return new Pulse(State.DATABASE_DOWN, "The database has not been asked yet.", now, now, Map.of());
    }

    Pulse nextSeen(Map<String, Object> row, Instant now) {
        String reason = whyStale(row);
        return next(reason.isEmpty() ? State.LIVE : State.STALE, reason, now, row);
    }

    Pulse nextUnseen(String message, Instant now) {
        return next(State.DATABASE_DOWN, message, now, pipeline);
    }

    /** Number of the newest micro-batch; -1 before the first look. */
    public long batch() {
        return pipeline.get("last_batch") instanceof Long batch ? batch : -1;
    }

    /** As the page gets it. */
    public Map<String, Object> forViewers() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("state", state.name().toLowerCase(Locale.ROOT));
        fields.put("reason", reason);
        fields.put("since", since.toString());
        fields.put("at", at.toString());
        fields.put("pipeline", pipeline);
        return fields;
    }

    /** Whether viewers should hear of it at once. */
    boolean differsFrom(Pulse before) {
        return state != before.state || batch() != before.batch();
    }

    private Pulse next(State next, String why, Instant now, Map<String, Object> row) {
        return new Pulse(next, why, next == state ? since : now, now, row);
    }

    private static String whyStale(Map<String, Object> row) {
        if (!(row.get("heartbeat_age_seconds") instanceof BigDecimal silent)) {
            return "No streaming job has reported yet.";
        }
        if (silent.compareTo(SILENT_AFTER_SECONDS) > 0) {
            return "The streaming job last reported " + ago(silent) + " ago. Files that land now are not loaded.";
        }
        if (row.get("oldest_waiting_seconds") instanceof BigDecimal waiting
                && waiting.compareTo(BEHIND_AFTER_SECONDS) > 0) {
            return "The oldest of " + row.get("files_waiting") + " waiting files has been waiting for " + ago(waiting)
                    + ".";
        }
        return "";
    }

    private static String ago(BigDecimal seconds) {
        long whole = seconds.longValue();
        if (whole < 120) {
            return whole + " s";
        }
        return whole < 7_200 ? whole / 60 + " min" : whole < 172_800 ? whole / 3_600 + " h" : whole / 86_400 + " days";
    }
}
