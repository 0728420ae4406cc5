package dev.tidegate.crashtest.workload;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Lines of a shop's orders: made up. Each order has a few lines, and line 1 of its own. */
final class OrderMaker implements Versions.Maker<OrderLine> {

    private static final List<String> SKUS = List.of("LAMP-A", "ROPE, 5 m", "BULB \"E27\"", "ÇAY-3", "RUG\n1");
    private static final List<String> CURRENCIES = List.of("EUR", "EUR", "USD", "TRY");
    private static final List<String> STATES = List.of("open", "paid", "shipped");
    /** Kept to the letter: neither zeros in front nor the case of letters may get lost. */
    private static final List<String> IDS = List.of("%d", "0%d", "o-%d", "O-%d", "İş %d", "a,\"%d\"");

    private long orders;
    private String order;
    private long line;

    @Override
    public OrderLine fresh(Instant time, Random random) {
        if (line == 0 || random.nextInt(3) == 0) {
            orders++;
            order = IDS.get(random.nextInt(IDS.size())).formatted(orders);
            line = 0;
        }
        line++;
        return new OrderLine(
                order,
                line,
                SKUS.get(random.nextInt(SKUS.size())),
                BigDecimal.valueOf(random.nextInt(40_000) - 2_000, 3),
                price(random),
                CURRENCIES.get(random.nextInt(CURRENCIES.size())),
                status(random),
                null,
                time,
                random.nextBoolean() ? "n" + random.nextInt(100) : null,
                random.nextInt(12) == 0);
    }

    @Override
    public OrderLine changed(OrderLine known, Instant time, Random random) {
        return known.at(time, price(random), status(random), random.nextInt(4) == 0);
    }

    private static String status(Random random) {
        return random.nextInt(8) == 0 ? null : STATES.get(random.nextInt(STATES.size()));
    }

    private static BigDecimal price(Random random) {
        return BigDecimal.valueOf(random.nextInt(20_000_000), 4);
    }
}
