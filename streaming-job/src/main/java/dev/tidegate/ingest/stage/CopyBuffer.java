package dev.tidegate.ingest.stage;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
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

    /** @param hundredths 0 or more */
    void numeric(long hundredths) {
        long whole = hundredths / 100;
        int fraction = (int) (hundredths % 100) * (NUMERIC_BASE / 100);
        int wholeDigits = 0;
        long unit = 0; // of the first digit
        for (long rest = whole; rest > 0; rest /= NUMERIC_BASE) {
            wholeDigits++;
            unit = unit == 0 ? 1 : unit * NUMERIC_BASE;
        }
        int digits = wholeDigits + (fraction == 0 ? 0 : 1);
        putInt(8 + 2 * digits);
        putShort(digits);
        putShort(wholeDigits - 1);
        putShort(0); // positive
        putShort(2); // digits shown behind the point
        for (; unit > 0; unit /= NUMERIC_BASE) {
            putShort((int) (whole / unit % NUMERIC_BASE));
        }
        if (fraction > 0) {
            putShort(fraction);
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
