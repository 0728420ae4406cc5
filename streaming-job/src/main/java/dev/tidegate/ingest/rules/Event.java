package dev.tidegate.ingest.rules;

import java.util.UUID;

/**
 * One thing a user did, as it goes into {@code raw_events}.
 *
 * @param productName null where the record has none, as is {@code category}
 * @param eventType view, click or buy
 * @param priceCents price in hundredths
 * @param timestampMicros microseconds since 1970-01-01T00:00:00Z
 * @param extra the values of all other columns as the text of a JSON object; null where there are none
 */
public record Event(
        UUID eventId,
        long userId,
        long productId,
        String productName,
        String category,
        String eventType,
        int quantity,
        long priceCents,
        long timestampMicros,
        String extra) {}
