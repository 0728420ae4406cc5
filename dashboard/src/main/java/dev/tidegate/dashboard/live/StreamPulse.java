package dev.tidegate.dashboard.live;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One look at one stream.
 *
 * @param stream its name
 * @param state whether its files are loaded
 * @param reason a sentence for people where they are not, or not at once; empty otherwise. It does not name the stream.
 * @param row its row of ingest_status, and events_per_second of the last minute
 */
public record StreamPulse(String stream, State state, String reason, Map<String, Object> row) {
    /** Whether files that land are loaded. */
    public enum State {
        /** Files are loaded as they land. */
        LIVE,
        /** Something fails and is tried again. */
        RETRYING,
        /** Files wait for long. */
        BEHIND,
        /** No job has ever been started for it. */
        NOT_STARTED,
        /** The job gives no sign of life. */
        SILENT,
        /** The job has ended, or was refused, and has said why. */
        ENDED;

        /** Nothing is loaded, and nothing will be until somebody does something. */
        public boolean isRed() {
            return this == SILENT || this == ENDED;
        }

        /** As it stands in answers and metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final BigDecimal SILENT_AFTER_SECONDS = new BigDecimal(30);
    private static final BigDecimal BEHIND_AFTER_SECONDS = new BigDecimal(120);

    /** How the note of a job begins that says why it has ended. */
    private static final String LAST_WORDS = "ended: ";

    /** @param row of ingest_status */
    static StreamPulse of(Map<String, Object> row) {
        String stream = (String) row.get("stream");
        String note = row.get("note") instanceof String words ? words : "";
        if (!(row.get("heartbeat_age_seconds") instanceof BigDecimal silent)) {
            return new StreamPulse(stream, State.NOT_STARTED, "No streaming job has reported yet.", row);
        }
        if (note.startsWith(LAST_WORDS)) {
            String why = sentence(note.substring(LAST_WORDS.length()));
            return new StreamPulse(stream, State.ENDED, "The streaming job has ended: " + why, row);
        }
        if (silent.compareTo(SILENT_AFTER_SECONDS) > 0) {
            String reason =
                    "The streaming job last reported " + ago(silent) + " ago. Files that land now are not loaded.";
            return new StreamPulse(stream, State.SILENT, reason, row);
        }
        if (row.get("oldest_waiting_seconds") instanceof BigDecimal waiting
                && waiting.compareTo(BEHIND_AFTER_SECONDS) > 0) {
            String reason = "The oldest of " + row.get("files_waiting") + " waiting files has been waiting for "
                    + ago(waiting) + ".";
            return new StreamPulse(
                    stream, State.BEHIND, note.isEmpty() ? reason : reason + " Tried again: " + sentence(note), row);
        }
        return note.isEmpty()
                ? new StreamPulse(stream, State.LIVE, "", row)
                : new StreamPulse(stream, State.RETRYING, "Tried again: " + sentence(note), row);
    }

    /** A number of its row; NaN where it is not known, so that an alert can tell that from 0. */
    public double number(String column) {
        return row.get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Number of its newest micro-batch. */
    long batch() {
        return row.get("last_batch") instanceof Long batch ? batch : 0;
    }

    /** As the page gets it. */
    Map<String, Object> forViewers() {
        Map<String, Object> fields = new LinkedHashMap<>(row);
        fields.put("stream", stream);
        fields.put("state", state.word());
        fields.put("red", state.isRed());
        fields.put("reason", reason);
        return fields;
    }

    private static String sentence(String words) {
        return words.endsWith(".") ? words : words + ".";
    }

    private static String ago(BigDecimal seconds) {
        long whole = seconds.longValue();
        if (whole < 120) {
            return whole + " s";
        }
        return whole < 7_200 ? whole / 60 + " min" : whole < 172_800 ? whole / 3_600 + " h" : whole / 86_400 + " days";
    }
}
