package dev.tidegate.dashboard.alerts;

import java.time.Instant;
import java.util.List;

/**
 * What outlives the process.
 *
 * @param version of this form
 * @param open alerts that have begun and are not over
 * @param ended the newest that are over, newest first
 * @param waiting notices that are still to be sent, oldest first
 * @param sent when the notices of the last hour were sent
 */
record State(int version, List<Alert> open, List<Alert> ended, List<Notice> waiting, List<Instant> sent) {
    static final int VERSION = 1;
    static final State NOTHING = new State(VERSION, List.of(), List.of(), List.of(), List.of());

    State {
        open = List.copyOf(open);
        ended = List.copyOf(ended);
        waiting = List.copyOf(waiting);
        sent = List.copyOf(sent);
    }
}
