package dev.tidegate.ingest.cohort;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the months of a table in months made ahead, now and then, by one connection at a time. Each attempt keeps others waiting for
 * as long as somebody is in its way: so one that comes to nothing is not made again at once.
 */
final class MonthsAhead {

    private static final Logger LOG = LoggerFactory.getLogger(MonthsAhead.class);

    /** Until a month is made, its events lie with those of other times. */
    private static final String MAKE = "SELECT make_months()";

    private static final Duration MADE = Duration.ofHours(1);
    private static final Duration IN_THE_WAY = Duration.ofMinutes(10);

    private final LongSupplier nanos;
    private final AtomicLong due;

    /** @param nanos what time it is, as of {@link System#nanoTime} */
    MonthsAhead(LongSupplier nanos) {
        this.nanos = nanos;
        due = new AtomicLong(nanos.getAsLong());
    }

    /** Whether it was their time, and nobody else is at it. */
    boolean make(Statement statement) throws SQLException {
        long now = nanos.getAsLong();
        long expected = due.get();
        if (now - expected < 0 || !due.compareAndSet(expected, now + IN_THE_WAY.toNanos())) {
            return false;
        }
        try (ResultSet result = statement.executeQuery(MAKE)) {
            result.next();
            int months = result.getInt(1);
            if (!result.wasNull()) {
                due.set(now + MADE.toNanos());
            }
            if (months > 0) {
                LOG.info("Made {} months of raw_events", months);
            }
        }
        return true;
    }
}
