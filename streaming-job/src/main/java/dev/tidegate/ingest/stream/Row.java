package dev.tidegate.ingest.stream;

import java.util.Arrays;
import java.util.UUID;

/**
 * The values of one record, by the place of their column in the stream. Filled anew for each record, so that nothing has to
 * be made for it.
 */
public final class Row {

    private final long[] numbers;
    private final long[] lows;
    private final String[] texts;
    private final boolean[] present;
    private boolean deleted;

    /** A row without values. */
    public Row(Stream stream) {
        int columns = stream.columns().size();
        numbers = new long[columns];
        lows = new long[columns];
        texts = new String[columns];
        present = new boolean[columns];
    }

    /** A row that has a value, 0 or an empty one, in each column that must have one. */
    public static Row blank(Stream stream) {
        Row row = new Row(stream);
        for (int place = 0; place < row.present.length; place++) {
            row.present[place] = stream.columns().get(place).required();
            row.texts[place] = stream.columns().get(place).type() instanceof Type.Json ? "{}" : "";
        }
        return row;
    }

    /** Takes all values away; it is no tombstone then. */
    public void clear() {
        Arrays.fill(present, false);
        deleted = false;
    }

    /** Takes one value away. */
    public void clear(int place) {
        present[place] = false;
    }

    /** Makes a tombstone of it: it has a key and a version, and takes the row with that key away. */
    public void delete() {
        deleted = true;
    }

    /** Whether it is a tombstone, see {@link Tombstones}. */
    public boolean deleted() {
        return deleted;
    }

    /** The value, or none, that another row of the same stream has in this place. */
    public void take(int place, Row other) {
        numbers[place] = other.numbers[place];
        lows[place] = other.lows[place];
        texts[place] = other.texts[place];
        present[place] = other.present[place];
    }

    /** A value that fits into a long, as the {@link Type} of the column keeps it. */
    public void number(int place, long value) {
        numbers[place] = value;
        present[place] = true;
    }

    /** A number of 128 bits: its upper half, with the sign, and its lower half. */
    public void wide(int place, long high, long low) {
        numbers[place] = high;
        lows[place] = low;
        present[place] = true;
    }

    /** A UUID by its halves. */
    public void uuid(int place, long high, long low) {
        numbers[place] = high;
        lows[place] = low;
        present[place] = true;
    }

    /** A UUID. */
    public void uuid(int place, UUID id) {
        uuid(place, id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /**
     * A text.
     *
     * @param value null for none
     */
    public void text(int place, String value) {
        texts[place] = value;
        present[place] = value != null;
    }

    /** Whether there is a value. */
    public boolean has(int place) {
        return present[place];
    }

    /** The number of a column that has one; of a UUID, and of what is computed, the upper half. */
    public long number(int place) {
        return numbers[place];
    }

    /** The lower half of a UUID, and of what is computed. */
    public long low(int place) {
        return lows[place];
    }

    /** The UUID of a column that has one. */
    public UUID uuid(int place) {
        return new UUID(numbers[place], lows[place]);
    }

    /** Null where there is none. */
    public String text(int place) {
        return present[place] ? texts[place] : null;
    }
}
