package dev.tidegate.generator.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LiveEventsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final SetClock clock = new SetClock(NOON);
    private final LiveEvents live = new LiveEvents(shop(), clock, TEN_SECONDS, 5);

    @Test
    void eventsAreSpreadOverTheIntervalThatEndsNow() {
        assertThat(times(5))
                .containsExactly(
                        NOON.minusSeconds(10),
                        NOON.minusSeconds(8),
                        NOON.minusSeconds(6),
                        NOON.minusSeconds(4),
                        NOON.minusSeconds(2));
    }

    @Test
    void theNextIntervalGoesOnWhereTheLastEnded() {
        times(5);
        clock.time = NOON.plus(TEN_SECONDS);

        assertThat(times(5)).first().isEqualTo(NOON);
    }

    @Test
    void afterAPauseEventsAreStillOfTheLastInterval() {
        times(5);
        clock.time = NOON.plusSeconds(3600);

        assertThat(times(5)).first().isEqualTo(NOON.plusSeconds(3590));
    }

    @Test
    void noEventIsInTheFuture() {
        assertThat(times(1000)).noneMatch(time -> time.isAfter(NOON));
    }

    @Test
    void withoutIntervalEventsHappenNow() {
        LiveEvents fast = new LiveEvents(shop(), clock, Duration.ZERO, 15);

        assertThat(fast.next().timestamp()).isEqualTo(NOON);
        assertThat(fast.now()).isEqualTo(NOON);
    }

    private List<Instant> times(int count) {
        return Stream.generate(live::next).limit(count).map(Event::timestamp).toList();
    }

    private static Shop shop() {
        return new Shop("live", Catalog.of(25), 1000, new Traffic(Instant.EPOCH, 1000, DayRhythm.EVEN), new Random(1));
    }

    /** A clock that shows what it is set to. */
    private static final class SetClock extends Clock {

        private Instant time;

        private SetClock(Instant time) {
            this.time = time;
        }

        @Override
        public Instant instant() {
            return time;
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
