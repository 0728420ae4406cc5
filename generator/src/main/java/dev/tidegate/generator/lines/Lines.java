package dev.tidegate.generator.lines;

import dev.tidegate.generator.shop.Event;
import dev.tidegate.generator.shop.Events;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** The endless lines of a delivery: events in order, and trouble in the shares asked for. */
public final class Lines {

    private static final List<String> UNKNOWN_TYPES = List.of("search", "wishlist", "share", "review", "return");
    private static final List<Breakage> BREAKAGES = List.of(Breakage.values());
    private static final int LEAST_LATENESS_MILLIS = 1_000;
    private static final int FURTHER_LATENESS_MILLIS = 3_599_000;

    private final Events events;
    private final Troubles troubles;
    private final Random random;
    private final CsvFormat csv = new CsvFormat();
    private final RecentEvents recent = new RecentEvents();
    private Instant latest;

    /** Makes lines of {@code events}. */
    public Lines(Events events, Troubles troubles, Random random) {
        this.events = events;
        this.troubles = troubles;
        this.random = random;
        latest = events.now();
    }

    /** The time of the delivery: that of the events it is made of. */
    public Instant now() {
        return events.now();
    }

    /** The next line. While nothing was delivered yet, what goes back to an earlier event is a good line instead. */
    public Line next() {
        return switch (troubles.draw(random)) {
            case GOOD -> good();
            case REDELIVERED -> recent.isEmpty() ? good() : line(Kind.REDELIVERED, recent.any(random));
            case CORRECTED -> recent.isEmpty() ? good() : corrected();
            case OUT_OF_ORDER -> outOfOrder();
            case MALFORMED -> malformed();
            case UNKNOWN_TYPE -> unknownType();
        };
    }

    private Line good() {
        Event event = nextEvent();
        recent.add(event);
        return line(Kind.GOOD, event);
    }

    private Line corrected() {
        Event newer = recent.replaceAny(random, event -> repriced(event).at(laterThan(event.timestamp())));
        return line(Kind.CORRECTED, newer);
    }

    /** By halves: an event that comes late, and an older version of an event that comes behind a newer. */
    private Line outOfOrder() {
        if (recent.isEmpty() || random.nextBoolean()) {
            return line(Kind.OUT_OF_ORDER, events.next().at(latest.minus(lateness())));
        }
        Event newer = recent.any(random);
        return line(Kind.OUT_OF_ORDER, repriced(newer).at(newer.timestamp().minus(lateness())));
    }

    private Line malformed() {
        Event event = nextEvent();
        Breakage breakage = BREAKAGES.get(random.nextInt(BREAKAGES.size()));
        String text = breakage.broken(EventFormat.fields(event), csv);
        return new Line(Kind.MALFORMED, event.id(), event.timestamp(), text);
    }

    private Line unknownType() {
        Event event = nextEvent();
        String[] fields = EventFormat.fields(event);
        fields[EventFormat.EVENT_TYPE] = UNKNOWN_TYPES.get(random.nextInt(UNKNOWN_TYPES.size()));
        return new Line(Kind.UNKNOWN_TYPE, event.id(), event.timestamp(), csv.line(fields));
    }

    private Event nextEvent() {
        Event event = events.next();
        latest = event.timestamp();
        return event;
    }

    /** At another price than before, 1 to 20 % under the list. */
    private Event repriced(Event event) {
        BigDecimal price;
        do {
            BigDecimal percent = BigDecimal.valueOf(80 + random.nextInt(20));
            price = event.product()
                    .price()
                    .multiply(percent)
                    .movePointLeft(2)
                    .setScale(event.product().price().scale(), RoundingMode.HALF_UP);
        } while (price.compareTo(event.price()) == 0);
        return event.priced(price);
    }

    private Instant laterThan(Instant version) {
        Instant next = version.plusMillis(1);
        return latest.isAfter(next) ? latest : next;
    }

    private Duration lateness() {
        return Duration.ofMillis(LEAST_LATENESS_MILLIS + random.nextInt(FURTHER_LATENESS_MILLIS));
    }

    private Line line(Kind kind, Event event) {
        return new Line(kind, event.id(), event.timestamp(), csv.line(EventFormat.fields(event)));
    }
}
