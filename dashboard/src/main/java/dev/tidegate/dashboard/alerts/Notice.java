package dev.tidegate.dashboard.alerts;

import com.google.gson.annotations.SerializedName;
import java.time.Instant;
import java.util.UUID;

/**
 * What people are told: an alert has begun, or is over.
 *
 * @param id the same for each try to send it, so that a receiver can tell a repetition
 * @param alert as it was then
 * @param at when that was seen
 * @param held whether it was held back, since too many had been sent
 */
record Notice(String id, Event event, Alert alert, Instant at, boolean held) {
    enum Event {
        /** There is cause for an alert. */
        @SerializedName("begin")
        BEGIN,
        /** There is none any more. */
        @SerializedName("end")
        END
    }

    static Notice of(Event event, Alert alert, Instant at) {
        return new Notice(UUID.randomUUID().toString(), event, alert, at, false);
    }

    Notice heldBack() {
        return new Notice(id, event, alert, at, true);
    }

    /** For people: which rule, of what, since when. */
    String text() {
        String name = alert.rule() + (alert.subject().isEmpty() ? "" : " (" + alert.subject() + ")");
        return Words.plain(
                event == Event.BEGIN
                        ? "Alert " + name + ": " + alert.text()
                        : "Over " + name + ", since " + Words.moment(alert.since()) + ": " + alert.text());
    }
}
