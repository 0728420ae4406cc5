package dev.tidegate.generator.shop;

import java.util.Random;

/** One user's visit: products looked at one after the other, some clicked, few of those bought. */
final class Visit {

    private static final double CLICKS_AFTER_VIEW = 0.28;
    private static final double BUYS_AFTER_CLICK = 0.18;
    private static final double LOOKS_AT_ANOTHER = 0.78;
    private static final double SHORTEST_PAUSE_MILLIS = 1_500;
    private static final double MEAN_FURTHER_PAUSE_MILLIS = 25_000;
    private static final double BUYS_ONE = 0.85;

    /** Events of a visit, on average. */
    static final double MEAN_EVENTS = (1 + CLICKS_AFTER_VIEW * (1 + BUYS_AFTER_CLICK)) / (1 - LOOKS_AT_ANOTHER);

    private final long userId;
    private final Interest interest;
    private final Random random;
    private double epochMillis;
    private Product product;
    private EventType type = EventType.VIEW;

    Visit(long userId, double arrivalEpochMillis, Interest interest, Random random) {
        this.userId = userId;
        this.interest = interest;
        this.random = random;
        epochMillis = arrivalEpochMillis;
        product = interest.first(random);
    }

    double epochMillis() {
        return epochMillis;
    }

    long userId() {
        return userId;
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
        if (type == EventType.VIEW && happens(CLICKS_AFTER_VIEW)) {
            type = EventType.CLICK;
        } else if (type == EventType.CLICK && happens(BUYS_AFTER_CLICK)) {
            type = EventType.BUY;
        } else if (happens(LOOKS_AT_ANOTHER)) {
            type = EventType.VIEW;
            product = interest.after(product, random);
        } else {
            return false;
        }
        epochMillis += SHORTEST_PAUSE_MILLIS + exponential(MEAN_FURTHER_PAUSE_MILLIS, random);
        return true;
    }

    static double exponential(double mean, Random random) {
        return -mean * StrictMath.log(1 - random.nextDouble());
    }

    private boolean happens(double probability) {
        return random.nextDouble() < probability;
    }
}
