package dev.tidegate.generator.shop;

import java.time.Instant;

/**
 * How busy the shop is.
 *
 * @param opening the simulated time at which the first visitor may come
 * @param eventsPerDay on average, in simulated time
 * @param rhythm how the visits spread over a day
 */
public record Traffic(Instant opening, double eventsPerDay, DayRhythm rhythm) {}
