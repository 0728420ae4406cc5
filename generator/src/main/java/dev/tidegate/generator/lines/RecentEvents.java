package dev.tidegate.generator.lines;

import dev.tidegate.generator.shop.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** The newest versions of the events delivered lately, for trouble to come back to. */
final class RecentEvents {

    private static final int KEPT = 10_000;

    private final List<Event> events = new ArrayList<>();
    private int oldest;

    boolean isEmpty() {
        return events.isEmpty();
    }

    void add(Event event) {
        if (events.size() < KEPT) {
            events.add(event);
        } else {
            events.set(oldest, event);
            oldest = (oldest + 1) % KEPT;
        }
    }

    Event any(Random random) {
        return events.get(random.nextInt(events.size()));
    }

    /** Puts a newer version in the place of some event and returns it. */
    Event replaceAny(Random random, UnaryOperator<Event> newerVersion) {
        int index = random.nextInt(events.size());
        Event newer = newerVersion.apply(events.get(index));
        events.set(index, newer);
        return newer;
    }
}
