package dev.tidegate.generator.shop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;
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
    private static final double MEAN_MILLIS_TO_REFUND = 6 * 3_600_000;
    /** The job takes the years 1970 to 2100. */
    private static final Instant END_OF_TIME = Instant.parse("2100-12-31T00:00:00Z");

    private final String name;
    private final Random random;
    private final Interest interest;
    private final Weighted<Long> users;
    private final Arrivals arrivals;
    private final Habits habits;
    private final PriorityQueue<Visit> visits = new PriorityQueue<>(comparingDouble(Visit::epochMillis));
    /** Refunds that are to come; without an id, which they get when they happen. */
    private final PriorityQueue<Event> refunds = new PriorityQueue<>(comparing(Event::timestamp));

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
        this(name, catalog, users, traffic, Habits.PLAIN, random);
    }

    /** The same with visitors who do more. */
    public Shop(String name, Catalog catalog, int users, Traffic traffic, Habits habits, Random random) {
        this.name = name;
        this.habits = habits;
        this.random = random;
        interest = new Interest(catalog, random);
        this.users = new Weighted<>(mostActiveFirst(users, random), ACTIVITY_SKEW);
        arrivals = new Arrivals(traffic, Visit.meanEvents(habits), random);
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
            visits.add(visit());
            nextArrival = arrivals.next();
        }
        Event refund = refunds.peek();
        if (refund != null && refund.timestamp().toEpochMilli() <= visits.peek().epochMillis()) {
            now = refund.timestamp();
            return numbered(refunds.remove());
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

    private Visit visit() {
        long user = users.draw(random);
        boolean isGuest = happens(habits.guests());
        String currency = null;
        if (!habits.currencies().isEmpty()) {
            int others = habits.currencies().size() - 1;
            currency = habits.currencies().get(happens(habits.otherCurrency()) ? 1 + random.nextInt(others) : 0);
        }
        return new Visit(isGuest ? Event.GUEST : user, currency, habits, nextArrival, interest, random);
    }

    /** Draws nothing for what never happens, so that what a plain shop does is the same for ever. */
    private boolean happens(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    private Event eventOf(Visit visit) {
        now = Instant.ofEpochMilli((long) visit.epochMillis());
        if (now.isAfter(END_OF_TIME)) {
            throw new IllegalStateException(
                    "Cannot go on: simulated time has reached " + now
                            + ", and no event may be later than the year 2100. Begin earlier with --start, or raise --events-per-day");
        }
        Product product = visit.product().in(visit.currency());
        Event event = numbered(new Event(
                null, visit.userId(), product, visit.type(), visit.quantity(), product.price(), visit.currency(), now));
        if (event.type() == EventType.BUY && happens(habits.refunds())) {
            refunds.add(refundOf(event));
        }
        return event;
    }

    private Event refundOf(Event buy) {
        long after = (long) Visit.exponential(MEAN_MILLIS_TO_REFUND, random);
        return new Event(
                null,
                buy.userId(),
                buy.product(),
                EventType.REFUND,
                buy.quantity(),
                buy.price(),
                buy.currency(),
                buy.timestamp().plusMillis(after));
    }

    private Event numbered(Event event) {
        events++;
        return new Event(
                UUID.nameUUIDFromBytes((name + "/" + events).getBytes(UTF_8)),
                event.userId(),
                event.product(),
                event.type(),
                event.quantity(),
                event.price(),
                event.currency(),
                event.timestamp());
    }

    private static List<Long> mostActiveFirst(int users, Random random) {
        List<Long> ids =
                new ArrayList<>(LongStream.rangeClosed(1, users).boxed().toList());
        Collections.shuffle(ids, random);
        return ids;
    }
}
