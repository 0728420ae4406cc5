package dev.tidegate.generator.shop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparingDouble;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;

/** The simulated shop: many visits at a time, their events in the order in which they happen, in simulated time. */
public final class Shop implements Events {

    private static final double ACTIVITY_SKEW = 0.35;
    /** The job takes the years 1970 to 2100. */
    private static final Instant END_OF_TIME = Instant.parse("2100-12-31T00:00:00Z");

    private final String name;
    private final Random random;
    private final Interest interest;
    private final Weighted<Long> users;
    private final Arrivals arrivals;
    private final PriorityQueue<Visit> visits = new PriorityQueue<>(comparingDouble(Visit::epochMillis));
    private double nextArrival;
    private long events;
    private Instant now;

    /**
     * Opens a shop.
     *
     * @param name from which the event ids are made: another name, other ids
     * @param users how many, numbered from 1
     */
    public Shop(String name, Catalog catalog, int users, Traffic traffic, Random random) {
        this.name = name;
        this.random = random;
        interest = new Interest(catalog, random);
        this.users = new Weighted<>(mostActiveFirst(users, random), ACTIVITY_SKEW);
        arrivals = new Arrivals(traffic, random);
        nextArrival = arrivals.next();
        now = traffic.opening();
    }

    /**
     * The next event, at its simulated time.
     *
     * @throws IllegalStateException if simulated time has run beyond the years that the job takes
     */
    @Override
    public Event next() {
        while (visits.isEmpty() || nextArrival <= visits.peek().epochMillis()) {
            visits.add(new Visit(users.draw(random), nextArrival, interest, random));
            nextArrival = arrivals.next();
        }
        Visit visit = visits.remove();
        Event event = eventOf(visit);
        if (visit.goOn()) {
            visits.add(visit);
        }
        return event;
    }

    @Override
    public Instant now() {
        return now;
    }

    private Event eventOf(Visit visit) {
        now = Instant.ofEpochMilli((long) visit.epochMillis());
        if (now.isAfter(END_OF_TIME)) {
            throw new IllegalStateException(
                    "Cannot go on: simulated time has reached " + now
                            + ", and no event may be later than the year 2100. Begin earlier with --start, or raise --events-per-day");
        }
        events++;
        Product product = visit.product();
        return new Event(
                UUID.nameUUIDFromBytes((name + "/" + events).getBytes(UTF_8)),
                visit.userId(),
                product,
                visit.type(),
                visit.quantity(),
                product.price(),
                now);
    }

    private static List<Long> mostActiveFirst(int users, Random random) {
        List<Long> ids =
                new ArrayList<>(LongStream.rangeClosed(1, users).boxed().toList());
        Collections.shuffle(ids, random);
        return ids;
    }
}
