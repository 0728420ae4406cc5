package dev.tidegate.ingest.csv;

import java.io.IOException;

/** The stretch of a file that lies in memory, as bytes that can be framed. */
abstract sealed class Window permits ByteWindow, TranscodedWindow {
    static final int FIRST_CAPACITY = 1 << 16;

    /** No interface, so that what is asked for with each record is a look at a field. */
    byte[] bytes = new byte[FIRST_CAPACITY];

    int limit;
    boolean ended;

    /**
     * Drops the bytes before {@code from}, which gets index 0, and reads until the window is full or the stream ends:
     * whoever begins anew at {@code from} after each call does so a few times at most, however little a read returns.
     */
    abstract void slide(int from) throws IOException;

    /** Where in the file the character stands that the byte with this index is of; {@link #limit()} is behind the last one. */
    abstract long place(int index);

    /** The bytes; another array after each {@link #slide}. */
    final byte[] bytes() {
        return bytes;
    }

    /** Index behind the last byte. */
    final int limit() {
        return limit;
    }

    /** Whether no byte follows the last one here. */
    final boolean ended() {
        return ended;
    }
}
