package dev.tidegate.ingest.rules;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

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

    private final EventFormat format;
    private final TimeForm times;
    private final String[] constants;

    /** @param inputZone of the timestamps that do not say theirs */
    public EventRules(ZoneId inputZone) {
        this(inputZone, EventFormat.NATIVE);
    }

    /**
     * @param inputZone of timestamps for which neither the record nor the format says one
     * @throws IllegalArgumentException if the format's time format is none
     */
    public EventRules(ZoneId inputZone, EventFormat format) {
        this.format = format;
        this.times = format.timeForm(inputZone);
        this.constants = COLUMNS.stream().map(format.constants()::get).toArray(String[]::new);
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
            String type = type(values);
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
                format.idColumns() == null
                        ? value(values, EVENT_ID).uuid()
                        : format.idColumns().id(values, extra),
                value(values, USER_ID).wholeNumber(1, Long.MAX_VALUE),
                value(values, PRODUCT_ID).wholeNumber(1, Long.MAX_VALUE),
                value(values, PRODUCT_NAME).textOrNull(MAX_TEXT),
                value(values, CATEGORY).textOrNull(MAX_TEXT),
                type,
                (int) value(values, QUANTITY).orIfEmpty("1").wholeNumber(1, MAX_QUANTITY),
                value(values, PRICE).hundredths(format.decimalPoint()),
                times.micros(value(values, TIMESTAMP)),
                ExtraColumns.json(extra));
    }

    /**
     * The event id of a record's first occurrence in its file, whether it is an event or not; null where files have their
     * ids. What is no event counts, too: a later rule may make it one, and must not take it for another.
     */
    public UUID derivedId(String[] values, Map<String, String> extra) {
        return format.idColumns() == null ? null : format.idColumns().id(values, extra);
    }

    /** What is wrong with a text, written as in a file, as the value of a column; null where nothing is. */
    public String complaint(String column, String text) {
        String[] values = new String[COLUMNS.size()];
        int place = COLUMNS.indexOf(column);
        values[place] = text;
        try {
            switch (place) {
                case EVENT_ID -> value(values, place).uuid();
                case USER_ID, PRODUCT_ID -> value(values, place).wholeNumber(1, Long.MAX_VALUE);
                case PRODUCT_NAME, CATEGORY -> value(values, place).textOrNull(MAX_TEXT);
                case EVENT_TYPE -> type(values);
                case QUANTITY -> value(values, place).wholeNumber(1, MAX_QUANTITY);
                case PRICE -> value(values, place).hundredths(format.decimalPoint());
                default -> times.micros(value(values, place));
            }
            return null;
        } catch (BrokenRule broken) {
            return broken.getMessage();
        }
    }

    private String type(String[] values) throws BrokenRule {
        Value type = value(values, EVENT_TYPE);
        if (!format.eventTypes().isEmpty()) {
            String ours = format.eventTypes().get(type.stripped().toLowerCase(Locale.ROOT));
            if (ours != null) {
                return ours;
            }
        }
        return type.word();
    }

    private Value value(String[] values, int column) {
        String text = values[column];
        return new Value(COLUMNS.get(column), text == null ? constants[column] : text);
    }
}
