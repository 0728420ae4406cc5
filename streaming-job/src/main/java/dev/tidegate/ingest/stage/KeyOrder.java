package dev.tidegate.ingest.stage;

import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import java.util.List;

/**
 * The order of a stream's keys as unsigned numbers of 128 bits, which is that of the index in the database. There is one for
 * keys of one column of fixed width.
 *
 * @param place of the column; {@link #NO_ORDER} where there is no such order
 * @param isWide whether it is a UUID, else a signed number
 */
record KeyOrder(int place, boolean isWide) {

    private static final int NO_ORDER = -1;

    static KeyOrder of(Stream stream) {
        List<String> key = stream.keyColumns();
        if (key.size() != 1) {
            return new KeyOrder(NO_ORDER, false);
        }
        Type type = stream.column(key.get(0)).type();
        boolean isNumber = type instanceof Type.Whole
                || type instanceof Type.Decimal
                || type instanceof Type.Date
                || type instanceof Type.Time
                || type instanceof Type.Timestamp;
        boolean isWide = type instanceof Type.Uuid;
        return new KeyOrder(isNumber || isWide ? stream.place(key.get(0)) : NO_ORDER, isWide);
    }

    /** Whether there is one. */
    boolean exists() {
        return place != NO_ORDER;
    }

    /** The upper half of the number; 0 where there is no order. */
    long high(Row row) {
        if (isWide) {
            return row.number(place);
        }
        return exists() ? row.number(place) ^ Long.MIN_VALUE : 0;
    }

    /** The lower half. */
    long low(Row row) {
        return isWide ? row.low(place) : 0;
    }
}
