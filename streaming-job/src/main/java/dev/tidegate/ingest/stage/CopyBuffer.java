package dev.tidegate.ingest.stage;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows in PostgreSQL's binary COPY format.
 *
 * <p>See "Binary Format" in the documentation of COPY, and for numeric {@code numeric_recv} in PostgreSQL's numeric.c.
 */
final class CopyBuffer {

    /** Signature, flags and length of the header extension: what a stream begins with. */
    static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    /** What a stream ends with. */
    static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

    /** Microseconds from 1970, where Java counts from, to 2000, where PostgreSQL does. */
    private static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;

    private static final long POSTGRES_EPOCH_DAYS = 10_957;

    private static final int NUMERIC_BASE = 10_000;
    private static final int NUMERIC_NEGATIVE = 0x4000;

    /** Decimal digits in a digit of that base. */
    private static final int GROUP = 4;

    /** By how many zeros fill up a group. */
    private static final long[] FILL = {1, 10, 100, 1000};

    /** What can be filled up and still is a long. */
    private static final long[] MOST_TO_FILL =
            LongStream.of(FILL).map(fill -> Long.MAX_VALUE / fill).toArray();

    /** Digits of a number in hand, at the end: 128 bits have 39 decimal ones, on two sides of a point. */
    private final int[] groups = new int[16];

    private byte[] bytes;
    private int size;

    CopyBuffer() {
        this(8192);
    }

    /** @param capacity bytes that it has room for before it grows */
    CopyBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** Sends rows of several buffers in one COPY; none at all if they are empty. */
    static void send(Connection connection, String statement, List<byte[]> rows) throws SQLException {
        if (rows.stream().allMatch(part -> part.length == 0)) {
            return;
        }
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
        try {
            copy.writeToCopy(HEADER, 0, HEADER.length);
            for (byte[] part : rows) {
                copy.writeToCopy(part, 0, part.length);
            }
            copy.writeToCopy(TRAILER, 0, TRAILER.length);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    int size() {
        return size;
    }

    /** The rows so far; the buffer begins anew. */
    byte[] drain() {
        byte[] drained = Arrays.copyOf(bytes, size);
        size = 0;
        return drained;
    }

    /** A whole row that another buffer has from the one byte to the other. */
    void row(CopyBuffer other, int begin, int end) {
        int length = end - begin;
        room(length);
        System.arraycopy(other.bytes, begin, bytes, size, length);
        size += length;
    }

    void beginRow(int columns) {
        putShort(columns);
    }

    void nullValue() {
        putInt(-1);
    }

    void bool(boolean value) {
        putInt(1);
        room(1);
        bytes[size++] = (byte) (value ? 1 : 0);
    }

    void int2(int value) {
        putInt(2);
        putShort(value);
    }

    void int4(int value) {
        putInt(4);
        putInt(value);
    }

    void int8(long value) {
        putInt(8);
        putLong(value);
    }

    void uuid(long high, long low) {
        putInt(16);
        putLong(high);
        putLong(low);
    }

    /** @param micros microseconds since 1970 */
    void timestamp(long micros) {
        int8(micros - POSTGRES_EPOCH_MICROS);
    }

    /** @param days since 1970 */
    void date(long days) {
        int4(Math.toIntExact(days - POSTGRES_EPOCH_DAYS));
    }

    /**
     * An exact number.
     *
     * @param units of its last decimal
     * @param scale digits behind the point
     */
    void numeric(long units, int scale) {
        int behindPoint = groupsBehindPoint(scale);
        // Groups are counted from the point, so the last one is filled up with zeros.
        int filled = GROUP * behindPoint - scale;
        long left = Math.abs(units);
        if (left < 0 || left > MOST_TO_FILL[filled]) {
            numeric(BigInteger.valueOf(units), scale);
            return;
        }
        left *= FILL[filled];
        int first = groups.length;
        while (left > 0) {
            groups[--first] = (int) (left % NUMERIC_BASE);
            left /= NUMERIC_BASE;
        }
        putNumeric(first, behindPoint, units < 0, scale);
    }

    /**
     * An exact number whose units have 128 bits.
     *
     * @param high the upper half, with the sign
     * @param low the lower half
     */
    void numeric(long high, long low, int scale) {
        if (high == low >> (Long.SIZE - 1)) {
            numeric(low, scale);
        } else {
            numeric(
                    BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(new BigInteger(Long.toUnsignedString(low))),
                    scale);
        }
    }

    /** An exact number of up to 38 digits. */
    void numeric(BigInteger units, int scale) {
        int behindPoint = groupsBehindPoint(scale);
        BigInteger left = units.abs().multiply(BigInteger.TEN.pow(GROUP * behindPoint - scale));
        int first = groups.length;
        while (left.signum() > 0) {
            BigInteger[] parts = left.divideAndRemainder(BigInteger.valueOf(NUMERIC_BASE));
            groups[--first] = parts[1].intValue();
            left = parts[0];
        }
        putNumeric(first, behindPoint, units.signum() < 0, scale);
    }

    private static int groupsBehindPoint(int scale) {
        return (scale + GROUP - 1) / GROUP;
    }

    /** The first group is not zero; those that are behind the last one that is not are not stored. */
    private void putNumeric(int first, int behindPoint, boolean negative, int scale) {
        int end = groups.length;
        while (end > first && groups[end - 1] == 0) {
            end--;
        }
        putInt(8 + 2 * (end - first));
        putShort(end - first);
        putShort(first == end ? 0 : groups.length - behindPoint - first - 1);
        putShort(negative ? NUMERIC_NEGATIVE : 0);
        putShort(scale);
        for (int i = first; i < end; i++) {
            putShort(groups[i]);
        }
    }

    void text(String value) {
        if (value == null) {
            nullValue();
        } else {
            bytes(value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Also text, given as UTF-8. */
    void bytes(byte[] value) {
        putInt(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /** Returns how many bytes the JSON has. */
    int jsonb(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        putInt(json.length + 1);
        room(json.length + 1);
        bytes[size++] = 1; // version of the format
        System.arraycopy(json, 0, bytes, size, json.length);
        size += json.length;
        return json.length;
    }

    private void putShort(int value) {
        room(2);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
    }

    private void putInt(int value) {
        room(4);
        bytes[size++] = (byte) (value >> 24);
        bytes[size++] = (byte) (value >> 16);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
    }

    private void putLong(long value) {
        putInt((int) (value >> 32));
        putInt((int) value);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
