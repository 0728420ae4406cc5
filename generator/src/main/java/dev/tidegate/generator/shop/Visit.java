package dev.tidegate.generator.shop;

import java.util.Random;

/** One user's visit: products looked at one after the other, some clicked, few of those bought. */
final class Visit {

    private static final double CLICKS_AFTER_VIEW = 0.28;
    private static final double BUYS_AFTER_CLICK = 0.18;
    private static final double CARTS_AFTER_CLICK = 0.3;
    private static final double REMOVES_AFTER_CART = 0.15;
    private static final double CHECKS_OUT_AFTER_CART = 0.68;
    private static final double BUYS_AFTER_CHECKOUT = 0.9;
    private static final double LOOKS_AT_ANOTHER = 0.78;
    private static final double SHORTEST_PAUSE_MILLIS = 1_500;
    private static final double MEAN_FURTHER_PAUSE_MILLIS = 25_000;
    private static final double BUYS_ONE = 0.85;

    private final long userId;
    private final String currency;
    private final Habits habits;
    private final Interest interest;
    private final Random random;
    private double epochMillis;
    private Product product;
    private EventType type = EventType.VIEW;

    /** @param currency null where nobody says it */
    Visit(long userId, String currency, Habits habits, double arrivalEpochMillis, Interest interest, Random random) {
        this.userId = userId;
        this.currency = currency;
        this.habits = habits;
        this.interest = interest;
        this.random = random;
        epochMillis = arrivalEpochMillis;
        product = interest.first(random);
    }

    /** Events of a visit, on average. */
    static double meanEvents(Habits habits) {
        double afterCart = REMOVES_AFTER_CART + CHECKS_OUT_AFTER_CART * (1 + BUYS_AFTER_CHECKOUT);
        double afterClick = habits.carts() ? CARTS_AFTER_CLICK * (1 + afterCart) : BUYS_AFTER_CLICK;
        return (1 + CLICKS_AFTER_VIEW * (1 + afterClick)) / (1 - LOOKS_AT_ANOTHER);
    }

    double epochMillis() {
        return epochMillis;
    }

    long userId() {
        return userId;
    }

    String currency() {
        return currency;
    }

    Product product() {
        return product;
    }

    EventType type() {
        return type;
    }

    int quantity() {
        return type != EventType.BUY || happens(BUYS_ONE) ? 1 : 2 + random.nextInt(3);
    }

    /** Goes on to the next step; false if the user has left. */
    boolean goOn() {
        EventType next = next();
        if (next != null) {
            type = next;
        } else if (happens(LOOKS_AT_ANOTHER)) {
            type = EventType.VIEW;
            product = interest.after(product, random);
        } else {
            return false;
        }
        epochMillis += SHORTEST_PAUSE_MILLIS + exponential(MEAN_FURTHER_PAUSE_MILLIS, random);
        return true;
    }

    /** What comes next with this product; null for nothing. */
    private EventType next() {
        return switch (type) {
            case VIEW -> happens(CLICKS_AFTER_VIEW) ? EventType.CLICK : null;
            case CLICK ->
                habits.carts()
                        ? happens(CARTS_AFTER_CLICK) ? EventType.CART : null
                        : happens(BUYS_AFTER_CLICK) ? EventType.BUY : null;
            case CART -> afterCart(random.nextDouble());
            case CHECKOUT -> happens(BUYS_AFTER_CHECKOUT) ? EventType.BUY : null;
            case REMOVE, BUY, REFUND -> null;
        };
    }

    private static EventType afterCart(double drawn) {
        return drawn < REMOVES_AFTER_CART
                ? EventType.REMOVE
                : drawn < REMOVES_AFTER_CART + CHECKS_OUT_AFTER_CART ? EventType.CHECKOUT : null;
    }

    static double exponential(double mean, Random random) {
        return -mean * StrictMath.log(1 - random.nextDouble());
    }

    private boolean happens(double probability) {
        return random.nextDouble() < probability;
    }
}
