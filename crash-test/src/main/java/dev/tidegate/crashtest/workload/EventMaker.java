package dev.tidegate.crashtest.workload;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** What a shop's users do: made up. */
final class EventMaker implements Versions.Maker<Event> {

    private static final List<String> TYPES = List.of("view", "view", "view", "click", "click", "buy");
    private static final List<String> NAMES =
            List.of("Kettle", "Chair, oak", "Lamp \"Mond\"", "Çay bardağı", "Rug\nhand-made", "Desk", "Plate", "İp");
    private static final List<String> CATEGORIES = List.of("home", "garden", "toys", "kitchen", "büro");

    @Override
    public Event fresh(Instant time, Random random) {
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
                time,
                random.nextBoolean() ? "n" + random.nextInt(100) : null);
    }

    @Override
    public Event changed(Event known, Instant time, Random random) {
        return known.at(time, price(random));
    }

    private static BigDecimal price(Random random) {
        return BigDecimal.valueOf(random.nextInt(200_000), 2);
    }
}
