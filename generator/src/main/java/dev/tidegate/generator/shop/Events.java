package dev.tidegate.generator.shop;

import java.time.Instant;

/** An endless sequence of events, none older than the one before. */
public interface Events {

    /** The next event. */
    Event next();

    /** The time it is in the shop; of its next event at the earliest. */
    Instant now();
}
