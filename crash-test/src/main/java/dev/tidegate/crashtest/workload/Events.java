package dev.tidegate.crashtest.workload;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Makes events: new ones, and newer, older, equal and tied versions of those it made before. */
final class Events {

    private static final Instant FIRST_DAY = Instant.parse("2026-03-01T00:00:00Z");
    private static final int REMEMBERED = 4000;
    private static final List<String> TYPES = List.of("view", "view", "view", "click", "click", "buy");
    private static final List<String> NAMES =
            List.of("Kettle", "Chair, oak", "Lamp \"Mond\"", "Çay bardağı", "Rug\nhand-made", "Desk", "Plate", "İp");
    private static final List<String> CATEGORIES = List.of("home", "garden", "toys", "kitchen", "büro");

    private final List<Event> remembered = new ArrayList<>();
    private int next;

    Event any(Random random) {
        int dice = random.nextInt(100);
        if (dice < 60 || remembered.isEmpty()) {
            return remember(fresh(random));
        }
        Event known = remembered.get(random.nextInt(remembered.size()));
        if (dice < 78) {
            return remember(known.at(known.time().plus(any(random, Duration.ofHours(1))), price(random)));
        } else if (dice < 86) {
            return known.at(known.time().minus(any(random, Duration.ofHours(1))), price(random));
        } else if (dice < 94) {
            return known;
        }
        // The same time with another content: the later file and line win.
        return remember(known.at(known.time(), price(random)));
    }

    /** One that no other file knows. */
    Event fresh(Random random) {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        int product = 1 + random.nextInt(25);
        return new Event(
                id,
                1 + random.nextInt(1000),
                product,
                random.nextInt(10) == 0 ? null : NAMES.get(product % NAMES.size()),
                random.nextInt(10) == 0 ? null : CATEGORIES.get(product % CATEGORIES.size()),
                TYPES.get(random.nextInt(TYPES.size())),
                1 + random.nextInt(9),
                price(random),
                FIRST_DAY.plus(any(random, Duration.ofDays(3))),
                random.nextBoolean() ? "n" + random.nextInt(100) : null);
    }

    private Event remember(Event event) {
        if (remembered.size() < REMEMBERED) {
            remembered.add(event);
        } else {
            remembered.set(next++ % REMEMBERED, event);
        }
        return event;
    }

    private static BigDecimal price(Random random) {
        return BigDecimal.valueOf(random.nextInt(200_000), 2);
    }

    private static Duration any(Random random, Duration longest) {
        long micros = longest.toNanos() / 1000;
        return Duration.ofNanos(1000 * (1 + Math.floorMod(random.nextLong(), micros)));
    }
}
