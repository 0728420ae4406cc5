package dev.tidegate.ingest.csv;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a file as they are: it slides forward and grows with the longest record met, up to a bound. */
final class ByteWindow extends Window {
    private final InputStream in;
    private final int maxCapacity;
    private long offset;

    /**
     * @param offset of the first byte of {@code in} in its file
     * @param atLeast how many bytes must fit into the window at once
     */
    ByteWindow(InputStream in, long offset, int atLeast) {
        this.in = in;
        this.offset = offset;
        this.maxCapacity = atLeast + FIRST_CAPACITY;
    }

    @Override
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

    @Override
    long place(int index) {
        return offset + index;
    }
}
