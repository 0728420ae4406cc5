package dev.tidegate.ingest.rules;

import java.io.Serializable;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the values of one kind of file are written, where that is not as the stream's columns say.
 *
 * @param decimalPoint between the whole and the decimals of a number
 * @param timeFormats of timestamps, for columns that do not say theirs, tried in order: {@code iso} for ISO 8601 as
 *     exports write it; {@code epoch_seconds}, {@code epoch_millis} or {@code epoch_micros}; or else a pattern of
 *     {@link java.time.format.DateTimeFormatter}. None for the strict forms of the file format
 * @param zone of timestamps that do not say theirs; null for that of the job
 * @param words what words of the file, in lower case, mean: by the header of the stream, and there by the word; in a column
 *     of which only some values are wanted a word may mean {@link #FILTERED}
 * @param nulls texts that mean an absent value, in all columns
 * @param constants texts for headers that the files do not have, by the header and written as in the file
 * @param idColumns of which the key is made, where that is a UUID; null where the files have it
 * @param shop what only files of a shop's events have
 * @param cells what few files have
 */
public record ValueFormat(
        char decimalPoint,
        List<String> timeFormats,
        ZoneId zone,
        Map<String, Map<String, String>> words,
        Set<String> nulls,
        Map<String, String> constants,
        IdColumns idColumns,
        ShopFormat shop,
        Cells cells)
        implements Serializable {

    /** What a word means that is none of those wanted. */
    public static final String FILTERED = "filtered";

    /** As the columns of the stream say. */
    public static final ValueFormat NATIVE = new ValueFormat('.', List.of(), null, Map.of(), Set.of(), Map.of(), null);

    /** Of files of any stream, with plain cells. */
    public ValueFormat(
            char decimalPoint,
            List<String> timeFormats,
            ZoneId zone,
            Map<String, Map<String, String>> words,
            Set<String> nulls,
            Map<String, String> constants,
            IdColumns idColumns) {
        this(decimalPoint, timeFormats, zone, words, nulls, constants, idColumns, ShopFormat.NATIVE, Cells.PLAIN);
    }

    public ValueFormat {
        timeFormats = List.copyOf(timeFormats);
        Map<String, Map<String, String>> copied = new HashMap<>();
        words.forEach((header, meanings) -> copied.put(header, Map.copyOf(meanings)));
        words = Map.copyOf(copied);
        nulls = Set.copyOf(nulls);
        constants = Map.copyOf(constants);
    }

    /** The same for event types of which the job takes these, where it does not say itself which it takes. */
    public ValueFormat accepting(Set<String> eventTypes) {
        return shop.eventTypes() != null
                ? this
                : new ValueFormat(
                        decimalPoint,
                        timeFormats,
                        zone,
                        words,
                        nulls,
                        constants,
                        idColumns,
                        new ShopFormat(eventTypes, shop.refunds(), shop.priceIsLineTotal()),
                        cells);
    }
}
