package dev.tidegate.generator.shop;

import java.util.Random;

/** When visitors come: independent of each other, more of them in the busy hours. */
final class Arrivals {

    private static final double DAY_IN_MILLIS = 86_400_000;

    private final DayRhythm rhythm;
    private final double meanGapAtPeak;
    private final Random random;
    private double epochMillis;

    Arrivals(Traffic traffic, double eventsOfAVisit, Random random) {
        rhythm = traffic.rhythm();
        double visitsPerDay = traffic.eventsPerDay() / eventsOfAVisit;
        meanGapAtPeak = DAY_IN_MILLIS / visitsPerDay / rhythm.peakFactor();
        epochMillis = traffic.opening().toEpochMilli();
        this.random = random;
    }

    /** The time of the next visit, in milliseconds since 1970. Visits come as in the busiest hour; quiet hours drop some. */
    double next() {
        do {
            epochMillis += Visit.exponential(meanGapAtPeak, random);
        } while (random.nextDouble() >= rhythm.busyness(epochMillis));
        return epochMillis;
    }
}
