package dev.tidegate.generator.shop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The events of a shop, dated by the wall clock: evenly spread over the interval that ends now. */
public final class LiveEvents implements Events {

    private final Events shop;
    private final Clock clock;
    private final Duration interval;
    private final Duration step;
    private Instant latest = Instant.MIN;

    /**
     * Dates the events of {@code shop}.
     *
     * @param interval how far back an event may lie
     * @param eventsPerInterval how many events are asked for in each interval
     */
    public LiveEvents(Events shop, Clock clock, Duration interval, int eventsPerInterval) {
        this.shop = shop;
        this.clock = clock;
        this.interval = interval;
        step = interval.dividedBy(eventsPerInterval);
    }

    @Override
    public Event next() {
        Instant now = clock.instant();
        latest = latestOf(now.minus(interval), earliestOf(now, latest.plus(step)));
        return shop.next().at(latest.truncatedTo(ChronoUnit.MILLIS));
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    private static Instant earliestOf(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant latestOf(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
