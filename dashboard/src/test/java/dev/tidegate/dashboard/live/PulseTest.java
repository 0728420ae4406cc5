package dev.tidegate.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.live.Pulse.State;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Pulse START = Pulse.starting(NOW);

    @Test
    void aJobThatReportsIsLive() {
        assertThat(START.nextSeen(row("4.9", null), NOW).state()).isEqualTo(State.LIVE);
    }

    @Test
    void aSilentJobIsStaleAndSaysSinceWhen() {
        Pulse pulse = START.nextSeen(row("180.0", null), NOW);
        assertThat(pulse.state()).isEqualTo(State.STALE);
        assertThat(pulse.reason()).contains("3 min ago");
    }

    @Test
    void beforeTheFirstStartOfAJobTheNumbersAreStale() {
        assertThat(START.nextSeen(row(null, null), NOW).reason()).isEqualTo("No streaming job has reported yet.");
    }

    @Test
    void filesThatWaitLongAreStale() {
        Pulse pulse = START.nextSeen(row("1.0", "121"), NOW);
        assertThat(pulse.state()).isEqualTo(State.STALE);
        assertThat(pulse.reason()).contains("7 waiting files").contains("2 min");
    }

    @Test
    void whileTheDatabaseIsAwayTheLastNumbersStay() {
        Pulse pulse = START.nextSeen(row("1.0", null), NOW)
                .nextUnseen("gone", NOW.plusSeconds(5))
                .nextUnseen("gone", NOW.plusSeconds(9));
        assertThat(pulse.state()).isEqualTo(State.DATABASE_DOWN);
        assertThat(pulse.since()).isEqualTo(NOW.plusSeconds(5));
        assertThat(pulse.batch()).isEqualTo(12);
    }

    @Test
    void viewersHearOfEachBatchAndEachChangeOfState() {
        Pulse live = START.nextSeen(row("1.0", null), NOW);
        assertThat(live.differsFrom(START)).isTrue();
        assertThat(live.nextSeen(row("2.0", null), NOW).differsFrom(live)).isFalse();
        Map<String, Object> later = new HashMap<>(row("1.0", null));
        later.put("last_batch", 13L);
        assertThat(live.nextSeen(later, NOW).differsFrom(live)).isTrue();
    }

    private static Map<String, Object> row(String heartbeatAge, String oldestWaiting) {
        Map<String, Object> row = new HashMap<>();
        row.put("last_batch", 12L);
        row.put("files_waiting", 7L);
        row.put("heartbeat_age_seconds", heartbeatAge == null ? null : new BigDecimal(heartbeatAge));
        row.put("oldest_waiting_seconds", oldestWaiting == null ? null : new BigDecimal(oldestWaiting));
        return row;
    }
}
