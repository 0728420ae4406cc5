package dev.tidegate.ingest.rules;

import java.io.Serializable;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;

/**
 * How the values of one kind of file are written, where that is not as the file format says.
 *
 * @param decimalPoint between the whole and the decimals of an amount
 * @param timeFormat {@code iso} for the forms of the file format; {@code epoch_seconds}, {@code epoch_millis} or
 *     {@code epoch_micros}; or else a pattern of {@link java.time.format.DateTimeFormatter}
 * @param zone of timestamps that do not say theirs; null for that of the job
 * @param eventTypes what names of the file, in lower case, mean: view, click, buy, or {@link #FILTERED}
 * @param constants texts for columns that the files do not have, by the column's name and written as in the file
 * @param idColumns of which the event id is made; null where the files have it
 */
public record EventFormat(
        char decimalPoint,
        String timeFormat,
        ZoneId zone,
        Map<String, String> eventTypes,
        Map<String, String> constants,
        IdColumns idColumns)
        implements Serializable {

    /** The forms of the file format. */
    public static final String ISO = "iso";

    /** What a name means that is no event of ours. */
    public static final String FILTERED = "filtered";

    /** As the file format says. */
    public static final EventFormat NATIVE = new EventFormat('.', ISO, null, Map.of(), Map.of(), null);

    public EventFormat {
        eventTypes = Map.copyOf(eventTypes);
        constants = Map.copyOf(constants);
    }

    /** A word, in lower case, which is ours where the format says what it means. */
    String word(Value value) throws BrokenRule {
        if (!eventTypes.isEmpty()) {
            String ours = eventTypes.get(value.stripped().toLowerCase(Locale.ROOT));
            if (ours != null) {
                return ours;
            }
        }
        return value.word();
    }

    /** @throws IllegalArgumentException if the time format is none */
    TimeForm timeForm(ZoneId zoneOfTheJob) {
        ZoneId input = zone == null ? zoneOfTheJob : zone;
        return switch (timeFormat) {
            case ISO -> new Timestamps(input);
            case "epoch_seconds" -> new EpochTimes("seconds", 1);
            case "epoch_millis" -> new EpochTimes("milliseconds", 1_000);
            case "epoch_micros" -> new EpochTimes("microseconds", 1_000_000);
            default -> new PatternTimes(timeFormat, input);
        };
    }
}
