package dev.tidegate.generator;

import static dev.tidegate.generator.OptionValues.checkRange;
import static dev.tidegate.generator.OptionValues.refusal;

import dev.tidegate.generator.shop.DayRhythm;
import dev.tidegate.generator.shop.Traffic;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How large the shop is, and when things happen in it. */
final class ShopOptions {

    private static final long DEFAULT_EVENTS_PER_DAY = 129_600;
    private static final Instant EARLIEST_START = Instant.parse("1970-01-02T00:00:00Z");
    private static final Instant LATEST_START = Instant.parse("2099-12-31T00:00:00Z");

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many users, numbered from 1 (default: ${DEFAULT-VALUE}).")
    private long users;

    @Option(
            names = "--products",
            paramLabel = "N",
            defaultValue = "25",
            description = "How many products, numbered from 1, in five categories (default: ${DEFAULT-VALUE}).")
    private long products;

    /** Two runs must not make the same ids by chance, so 58 bits of a good source; more digits are no better to type. */
    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed and options give the same events, ids included; with --start the same files,"
                    + " byte for byte (default: another for each run; it is printed).")
    private long seed = new SecureRandom().nextLong() >>> 6;

    @Option(
            names = "--start",
            paramLabel = "TIME",
            description =
                    "Write history: simulated time begins here, for example 2026-03-01T00:00:00Z, and goes on with"
                            + " quiet nights and busy evenings; with --interval 0 as fast as possible (default: events happen"
                            + " now).")
    private Instant start;

    @Option(
            names = "--events-per-day",
            paramLabel = "N",
            description = "How busy history is on average; only with --start (default: " + DEFAULT_EVENTS_PER_DAY
                    + ", which is 15 in 10 s).")
    private Long eventsPerDay;

    void check(CommandSpec command) {
        checkRange(command, "--users", users, 1, 1_000_000);
        checkRange(command, "--products", products, 1, 10_000);
        if (eventsPerDay != null) {
            checkRange(command, "--events-per-day", eventsPerDay, 1, 1_000_000_000);
            if (isLive()) {
                throw refusal(command, "--events-per-day", eventsPerDay, "only together with --start");
            }
        }
        if (!isLive() && (start.isBefore(EARLIEST_START) || start.isAfter(LATEST_START))) {
            throw refusal(command, "--start", start, EARLIEST_START + " to " + LATEST_START);
        }
    }

    int users() {
        return (int) users;
    }

    int products() {
        return (int) products;
    }

    long seed() {
        return seed;
    }

    /** Whether events happen now, by the wall clock. */
    boolean isLive() {
        return start == null;
    }

    /** What the event ids are made from: two histories of one seed must not share them. */
    String shopName() {
        return seed + "/" + (isLive() ? "live" : start);
    }

    /** A live shop is as busy as its files need; its simulated time only orders the events. */
    Traffic traffic(int eventsPerFile, Duration interval) {
        if (!isLive()) {
            long perDay = eventsPerDay == null ? DEFAULT_EVENTS_PER_DAY : eventsPerDay;
            return new Traffic(start, perDay, DayRhythm.SHOPPERS);
        }
        double perDay = interval.isZero()
                ? DEFAULT_EVENTS_PER_DAY
                : (double) eventsPerFile * Duration.ofDays(1).toMillis() / interval.toMillis();
        return new Traffic(Instant.EPOCH, perDay, DayRhythm.EVEN);
    }
}
