package dev.tidegate.ingest.rules;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of the file format, for one record at a time. Several threads may use one instance. */
public final class EventRules {
    /** The columns of a file of events, in the order of the values that {@link #judge} takes. */
    public static final List<String> COLUMNS = List.of(
            "event_id",
            "user_id",
            "product_id",
            "product_name",
            "category",
            "event_type",
            "quantity",
            "price",
            "timestamp");

    /** The columns without which no record can be an event. */
    public static final Set<String> REQUIRED =
            Set.of("event_id", "user_id", "product_id", "event_type", "price", "timestamp");

    private static final int EVENT_ID = 0;
    private static final int USER_ID = 1;
    private static final int PRODUCT_ID = 2;
    private static final int PRODUCT_NAME = 3;
    private static final int CATEGORY = 4;
    private static final int EVENT_TYPE = 5;
    private static final int QUANTITY = 6;
    private static final int PRICE = 7;
    private static final int TIMESTAMP = 8;

    private static final int MAX_TEXT = 500;
    private static final int MAX_QUANTITY = 1_000_000;

    private final Timestamps timestamps;

    /** @param inputZone of the timestamps that do not say theirs */
    public EventRules(ZoneId inputZone) {
        this.timestamps = new Timestamps(inputZone);
    }

    /**
     * Says what a record is. Its event type goes first; then the first value in the order of the columns that breaks its
     * rule decides.
     *
     * @param values in the order of {@link #COLUMNS}; null where the file has no such column
     * @param extra the values of the file's other columns by name; null if there are none
     */
    public Verdict judge(String[] values, Map<String, String> extra) {
        try {
            String type = value(values, EVENT_TYPE).word();
            return switch (type) {
                case "view", "click", "buy" -> new Verdict.Accepted(event(type, values, extra));
                default -> new Verdict.Filtered(type);
            };
        } catch (BrokenRule broken) {
            return broken.verdict();
        }
    }

    /** The rules, in the order in which they are looked at. */
    private Event event(String type, String[] values, Map<String, String> extra) throws BrokenRule {
        return new Event(
                value(values, EVENT_ID).uuid(),
                value(values, USER_ID).wholeNumber(1, Long.MAX_VALUE),
                value(values, PRODUCT_ID).wholeNumber(1, Long.MAX_VALUE),
                value(values, PRODUCT_NAME).textOrNull(MAX_TEXT),
                value(values, CATEGORY).textOrNull(MAX_TEXT),
                type,
                (int) value(values, QUANTITY).orIfEmpty("1").wholeNumber(1, MAX_QUANTITY),
                value(values, PRICE).hundredths(),
                timestamps.micros(value(values, TIMESTAMP)),
                ExtraColumns.json(extra));
    }

    private static Value value(String[] values, int column) {
        return new Value(COLUMNS.get(column), values[column]);
    }
}
