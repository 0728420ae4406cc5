package dev.tidegate.ingest.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;

/**
 * A file of a charset that cannot be framed as it is, in UTF-8: delimiters, quotes and line ends are single bytes there. Each
 * byte knows where in the file its character stands. What is no character becomes a byte that UTF-8 does not have, so that
 * the record with it is refused as any other in a wrong encoding.
 */
final class TranscodedWindow extends Window {
    /** Occurs in no UTF-8. */
    private static final byte NO_CHARACTER = (byte) 0xff;

    private static final int LONGEST_UTF8 = 4;

    private final Characters characters;
    private final int maxCapacity;
    private long[] places = new long[FIRST_CAPACITY];

    /**
     * @param offset of the first byte of {@code in} in its file
     * @param atLeast how many bytes of UTF-8 must fit into the window at once
     */
    TranscodedWindow(InputStream in, Charset charset, long offset, int atLeast) {
        this.characters = Characters.of(in, charset, offset);
        this.maxCapacity = atLeast + FIRST_CAPACITY;
    }

    @Override
    void slide(int from) throws IOException {
        byte[] target = bytes;
        long[] targetPlaces = places;
        if (from == 0 && isFull()) {
            int capacity = Math.min(2 * bytes.length, maxCapacity);
            target = new byte[capacity];
            targetPlaces = new long[capacity];
        }
        System.arraycopy(bytes, from, target, 0, limit - from);
        System.arraycopy(places, from, targetPlaces, 0, limit - from);
        bytes = target;
        places = targetPlaces;
        limit -= from;
        while (!isFull() && !ended) {
            long place = characters.place();
            int codePoint = characters.next();
            ended = codePoint == Characters.END;
            if (!ended) {
                put(codePoint, place);
            }
        }
    }

    private boolean isFull() {
        return limit > bytes.length - LONGEST_UTF8;
    }

    private void put(int c, long place) {
        if (c == Characters.NONE) {
            put(NO_CHARACTER, place);
        } else if (c < 0x80) {
            put((byte) c, place);
        } else if (c < 0x800) {
            put((byte) (0xc0 | (c >> 6)), place);
            put(following(c), place);
        } else if (c < 0x10000) {
            put((byte) (0xe0 | (c >> 12)), place);
            put(following(c >> 6), place);
            put(following(c), place);
        } else {
            put((byte) (0xf0 | (c >> 18)), place);
            put(following(c >> 12), place);
            put(following(c >> 6), place);
            put(following(c), place);
        }
    }

    private static byte following(int c) {
        return (byte) (0x80 | (c & 0x3f));
    }

    private void put(byte b, long place) {
        bytes[limit] = b;
        places[limit++] = place;
    }

    @Override
    long place(int index) {
        return index < limit ? places[index] : characters.place();
    }
}
