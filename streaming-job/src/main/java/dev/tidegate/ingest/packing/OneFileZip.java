package dev.tidegate.ingest.packing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;

/**
 * A zip archive of one file, made of what a larger archive has of it: the packed bytes are as they were. Whatever is wrong with
 * them, or keeps them from being read, is found by whoever reads it. The same file always makes the same bytes.
 *
 * @param name of the file in it
 * @param flags of these encryption alone means something here
 */
record OneFileZip(String name, int flags, int method, long crc, long packedSize, long size) {

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;

    private static final int ENCRYPTED = 1;
    private static final int UTF8_NAME = 1 << 11;
    private static final short VERSION = 45;
    private static final short FIRST_OF_1980 = 0x21;
    private static final long MOST_32 = 0xffff_ffffL;
    private static final int EXTRA_64 = 20;

    /** All of it. */
    InputStream bytes(InputStream packed) {
        return new SequenceInputStream(Collections.enumeration(
                List.of(new ByteArrayInputStream(header()), packed, new ByteArrayInputStream(trailer()))));
    }

    private boolean is64() {
        return packedSize >= MOST_32 || size >= MOST_32;
    }

    private byte[] header() {
        ByteBuffer header = buffer(30 + name.getBytes(UTF_8).length + EXTRA_64);
        header.putInt(LOCAL);
        putCommon(header);
        header.put(name.getBytes(UTF_8));
        putExtra(header);
        return array(header);
    }

    private byte[] trailer() {
        byte[] utf8 = name.getBytes(UTF_8);
        ByteBuffer trailer = buffer(46 + utf8.length + EXTRA_64 + 56 + 20 + 22);
        trailer.putInt(CENTRAL).putShort(VERSION);
        putCommon(trailer);
        trailer.putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(0);
        trailer.put(utf8);
        putExtra(trailer);
        int directory = trailer.position();
        long at = header().length + packedSize;
        if (at >= MOST_32) {
            trailer.putInt(END_64)
                    .putLong(44)
                    .putShort(VERSION)
                    .putShort(VERSION)
                    .putInt(0)
                    .putInt(0);
            trailer.putLong(1).putLong(1).putLong(directory).putLong(at);
            trailer.putInt(LOCATOR_64).putInt(0).putLong(at + directory).putInt(1);
        }
        trailer.putInt(END)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 1);
        trailer.putInt(directory).putInt((int) Math.min(at, MOST_32)).putShort((short) 0);
        return array(trailer);
    }

    /** What both headers have, from the version to the lengths of name and extra field. */
    private void putCommon(ByteBuffer to) {
        to.putShort(VERSION)
                .putShort((short) ((flags & ENCRYPTED) | UTF8_NAME))
                .putShort((short) method)
                .putShort((short) 0)
                .putShort(FIRST_OF_1980)
                .putInt((int) crc)
                .putInt((int) (is64() ? MOST_32 : packedSize))
                .putInt((int) (is64() ? MOST_32 : size))
                .putShort((short) name.getBytes(UTF_8).length)
                .putShort((short) (is64() ? EXTRA_64 : 0));
    }

    private void putExtra(ByteBuffer to) {
        if (is64()) {
            to.putShort((short) 1).putShort((short) 16).putLong(size).putLong(packedSize);
        }
    }

    private static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] array = new byte[buffer.position()];
        buffer.flip().get(array);
        return array;
    }
}
