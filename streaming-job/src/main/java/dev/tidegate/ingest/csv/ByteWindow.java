package dev.tidegate.ingest.csv;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The stretch of a stream that lies in memory: it slides forward and grows with the longest record met, up to a bound. */
final class ByteWindow {
    private static final int FIRST_CAPACITY = 1 << 16;

    private final InputStream in;
    private final int maxCapacity;
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int limit;
    private long offset;
    private boolean ended;

    /**
     * @param offset of the first byte of {@code in} in its file
     * @param atLeast how many bytes must fit into the window at once
     */
    ByteWindow(InputStream in, long offset, int atLeast) {
        this.in = in;
        this.offset = offset;
        this.maxCapacity = atLeast + FIRST_CAPACITY;
    }

    /**
     * Drops the bytes before {@code from}, which gets index 0, and reads until the window is full or the stream ends:
     * whoever begins anew at {@code from} after each call does so a few times at most, however little a read returns.
     */
    void slide(int from) throws IOException {
        byte[] target = bytes;
        if (from == 0 && limit == bytes.length) {
            target = new byte[Math.min(2 * bytes.length, maxCapacity)];
        }
        System.arraycopy(bytes, from, target, 0, limit - from);
        bytes = target;
        limit -= from;
        offset += from;
        int read = in.readNBytes(bytes, limit, bytes.length - limit);
        limit += read;
        ended = limit < bytes.length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Index behind the last byte. */
    int limit() {
        return limit;
    }

    /** Place in the file of the byte with index 0. */
    long offset() {
        return offset;
    }

    /** Whether no byte follows the last one here. */
    boolean ended() {
        return ended;
    }

    boolean startsWith(byte[] prefix) {
        return limit >= prefix.length && Arrays.mismatch(bytes, 0, prefix.length, prefix, 0, prefix.length) < 0;
    }
}
