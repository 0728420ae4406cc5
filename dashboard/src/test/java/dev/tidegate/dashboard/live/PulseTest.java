package dev.tidegate.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tidegate.dashboard.live.Pulse.Health;
import dev.tidegate.dashboard.live.StreamPulse.State;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Pulse START = Pulse.starting(NOW);

    @Test
    void aJobThatReportsIsLive() {
        assertThat(START.nextSeen(one("4.9", null), NOW).health()).isEqualTo(Health.LIVE);
    }

    @Test
    void aSilentJobIsStaleAndSaysSinceWhen() {
        Pulse pulse = START.nextSeen(one("180.0", null), NOW);
        assertThat(pulse.health()).isEqualTo(Health.STALE);
        assertThat(pulse.reason()).contains("3 min ago");
    }

    @Test
    void beforeTheFirstStartOfAJobTheNumbersAreStale() {
        assertThat(START.nextSeen(one(null, null), NOW).reason()).isEqualTo("No streaming job has reported yet.");
    }

    @Test
    void filesThatWaitLongAreStale() {
        Pulse pulse = START.nextSeen(one("1.0", "121"), NOW);
        assertThat(pulse.health()).isEqualTo(Health.STALE);
        assertThat(pulse.reason()).contains("7 waiting files").contains("2 min");
    }

    @Test
    void whileTheDatabaseIsAwayTheLastNumbersStay() {
        Pulse pulse = START.nextSeen(one("1.0", null), NOW)
                .nextUnseen("gone", NOW.plusSeconds(5))
                .nextUnseen("gone", NOW.plusSeconds(9));
        assertThat(pulse.health()).isEqualTo(Health.DATABASE_DOWN);
        assertThat(pulse.since()).isEqualTo(NOW.plusSeconds(5));
        assertThat(pulse.batch()).isEqualTo(12);
    }

    @Test
    void viewersHearOfEachBatchAndEachChangeOfState() {
        Pulse live = START.nextSeen(one("1.0", null), NOW);
        assertThat(live.differsFrom(START)).isTrue();
        assertThat(live.nextSeen(one("2.0", null), NOW).differsFrom(live)).isFalse();
        Map<String, Object> later = row("events", "1.0", null);
        later.put("last_batch", 13L);
        assertThat(live.nextSeen(List.of(later), NOW).differsFrom(live)).isTrue();
    }

    @Test
    void aStreamThatEndedIsRedAtOnceAndSaysWhy() {
        Map<String, Object> ended = row("events", "2.0", null);
        ended.put("note", "ended: the table has no column sku");
        Pulse pulse = START.nextSeen(List.of(ended), NOW);
        assertThat(pulse.health()).isEqualTo(Health.STALE);
        assertThat(pulse.reason()).isEqualTo("The streaming job has ended: the table has no column sku.");
        // Its silence afterwards is no other news.
        ended.put("heartbeat_age_seconds", new BigDecimal("9000"));
        assertThat(START.nextSeen(List.of(ended), NOW).reason()).isEqualTo(pulse.reason());
    }

    @Test
    void ofSeveralStreamsEachThatStoppedIsNamedAndNoOther() {
        Map<String, Object> ended = row("orders", "2.0", null);
        ended.put("note", "ended: refused");
        Pulse pulse = START.nextSeen(
                List.of(row("events", "1.0", null), ended, row("readings", "180", null), row("stock", "1.0", "121")),
                NOW);
        assertThat(pulse.health()).isEqualTo(Health.STALE);
        assertThat(pulse.reason())
                .isEqualTo(
                        "Stream orders: The streaming job has ended: refused. Stream readings: The streaming job last"
                                + " reported 3 min ago. Files that land now are not loaded. Stream stock: The oldest of 7 waiting"
                                + " files has been waiting for 2 min.");
        assertThat(pulse.states())
                .containsExactly(
                        entry("events", "live"),
                        entry("orders", "ended"),
                        entry("readings", "silent"),
                        entry("stock", "behind"));
    }

    @Test
    void manySilentStreamsAreOneSentence() {
        Pulse pulse = START.nextSeen(List.of(row("events", "40", null), row("orders", "41", null)), NOW);
        assertThat(pulse.reason())
                .startsWith("Streams events, orders: the streaming job has not reported for over 30 s.");
    }

    @Test
    void aStreamThatWasNeverStartedMakesNothingStaleWhereAnotherRuns() {
        Map<String, Object> unused = row("events", null, null);
        Pulse pulse = START.nextSeen(List.of(unused, row("orders", "1.0", null)), NOW);
        assertThat(pulse.health()).isEqualTo(Health.LIVE);
        assertThat(pulse.states()).containsEntry("events", "not_started");
        assertThat(START.nextSeen(List.of(unused, row("orders", null, null)), NOW)
                        .reason())
                .isEqualTo("No streaming job has reported yet.");
    }

    @Test
    void whatIsTriedAgainIsSaidOfItsStreamAndStaysLive() {
        Map<String, Object> trying = row("orders", "1.0", null);
        trying.put("note", "server closed the connection");
        Pulse pulse = START.nextSeen(List.of(row("events", "1.0", null), trying), NOW);
        assertThat(pulse.health()).isEqualTo(Health.LIVE);
        assertThat(pulse.streams().get(1).state()).isEqualTo(State.RETRYING);
        assertThat(pulse.streams().get(1).reason()).isEqualTo("Tried again: server closed the connection.");
    }

    @Test
    void aCommitOfAStreamWhoseNumberIsNotTheNewestIsHeardToo() {
        Map<String, Object> late = row("orders", "1.0", null);
        late.put("last_batch", 3L);
        Pulse before = START.nextSeen(List.of(row("events", "1.0", null), late), NOW);
        Map<String, Object> committed = new HashMap<>(late);
        committed.put("last_batch", 11L);
        Pulse after = before.nextSeen(List.of(row("events", "1.0", null), committed), NOW);
        assertThat(after.batch()).isGreaterThan(before.batch());
        assertThat(after.differsFrom(before)).isTrue();
    }

    @Test
    void viewersHearAtOnceThatAnotherStreamEnded() {
        Map<String, Object> silent = row("orders", "99", null);
        Map<String, Object> readings = row("readings", "1.0", null);
        Pulse before = START.nextSeen(List.of(silent, readings), NOW);
        Map<String, Object> ended = new HashMap<>(readings);
        ended.put("note", "ended: refused");
        assertThat(before.nextSeen(List.of(silent, ended), NOW).differsFrom(before))
                .isTrue();
    }

    private static List<Map<String, Object>> one(String heartbeatAge, String oldestWaiting) {
        return List.of(row("events", heartbeatAge, oldestWaiting));
    }

    private static Map<String, Object> row(String stream, String heartbeatAge, String oldestWaiting) {
        Map<String, Object> row = new HashMap<>();
        row.put("stream", stream);
        row.put("last_batch", 12L);
        row.put("files_waiting", 7L);
        row.put("heartbeat_age_seconds", heartbeatAge == null ? null : new BigDecimal(heartbeatAge));
        row.put("oldest_waiting_seconds", oldestWaiting == null ? null : new BigDecimal(oldestWaiting));
        return row;
    }
}
