package dev.tidegate.dashboard.alerts;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What became of notices since the process started.
 *
 * @param sent messages that the receiver has
 * @param failed tries that failed
 * @param heldBack notices that were told together later, since too many had been sent
 * @param givenUp notices that could not be sent for a day
 */
record Tally(AtomicLong sent, AtomicLong failed, AtomicLong heldBack, AtomicLong givenUp) {
    Tally() {
        this(new AtomicLong(), new AtomicLong(), new AtomicLong(), new AtomicLong());
    }
}
