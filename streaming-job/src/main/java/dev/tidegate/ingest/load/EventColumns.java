package dev.tidegate.ingest.load;

import java.time.Duration;

/**
 * The columns of a staged event, in the order of {@code copy_events.sql}. What follows from others is worked out here, since
 * the one session that merges is the limit.
 */
final class EventColumns {

    /** How many there are: those of {@link #numbers}, and behind them event type, product name, category and extra. */
    static final int COUNT = 14;

    private static final long MICROS_A_DAY = Duration.ofDays(1).toNanos() / 1000;

    private EventColumns() {}

    /** The day in UTC, in days since 1970, of microseconds since 1970. */
    static long day(long micros) {
        return Math.floorDiv(micros, MICROS_A_DAY);
    }

    /**
     * Encodes the columns of fixed meaning, which none may lack.
     *
     * @param micros when it happened, in microseconds since 1970
     * @param price of one piece, in hundredths
     */
    static void numbers(
            CopyBuffer row,
            int fileNo,
            long line,
            long idHigh,
            long idLow,
            long userId,
            long productId,
            long micros,
            int quantity,
            long price) {
        row.int4(fileNo);
        row.int4(quantity);
        row.int8(line);
        row.uuid(idHigh, idLow);
        row.int8(userId);
        row.int8(productId);
        row.timestamp(micros);
        row.date(day(micros));
        row.numeric(price);
        // The rules allow no price and quantity of which this would not fit.
        row.numeric(Math.multiplyExact(price, quantity));
    }
}
