package dev.tidegate.ingest.packing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.ZipException;

/**
 * The bytes of a zstd file, whose frames may ask for no more memory than RFC 8878 has all readers give: the library gives as
 * much as they ask for, and that may be 2 GiB.
 */
final class ZstdWindows extends FilterInputStream {
    private static final long LARGEST = 8 << 20;

    private static final int FRAME = 0xfd2fb528;
    private static final int RLE = 1;

    private enum Part {
        MAGIC,
        DESCRIPTOR,
        HEADER,
        BLOCK
    }

    private final byte[] part = new byte[14]; // the longest header
    private Part next = Part.MAGIC;
    private int needed = 4;
    private int held;
    private long toPass; // content, which tells nothing here
    private int descriptor;

    ZstdWindows(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int count = super.read(target, from, length);
        int at = from;
        while (at < from + count) {
            if (toPass > 0) {
                int passed = (int) Math.min(toPass, from + count - at);
                toPass -= passed;
                at += passed;
            } else {
                part[held++] = target[at++];
                if (held == needed) {
                    held = 0;
                    take();
                }
            }
        }
        return count;
    }

    private void take() throws ZipException {
        switch (next) {
            case MAGIC -> takeMagic();
            case DESCRIPTOR -> {
                descriptor = part[0] & 0xff;
                expect(Part.HEADER, windowLength() + dictionaryLength() + sizeLength());
            }
            case HEADER -> {
                if (window() > LARGEST) {
                    throw new ZipException(String.format(
                            Locale.ROOT,
                            "unpacking it takes a window of %,d bytes: expected at most %,d, as zstd has without --long and --ultra",
                            window(),
                            LARGEST));
                }
                expect(Part.BLOCK, 3);
            }
            case BLOCK -> takeBlock();
        }
    }

    private void expect(Part following, int length) {
        next = following;
        needed = length;
    }

    private void takeMagic() {
        int magic = (int) number(0, 4);
        if (magic == FRAME) {
            expect(Part.DESCRIPTOR, 1);
        } else {
            // The library refuses it.
            toPass = Long.MAX_VALUE;
        }
    }

    private void takeBlock() {
        long block = number(0, 3);
        boolean last = (block & 1) != 0;
        toPass = ((block >> 1) & 3) == RLE ? 1 : block >> 3;
        if (last) {
            boolean hasChecksum = (descriptor & 4) != 0;
            toPass += hasChecksum ? 4 : 0;
            expect(Part.MAGIC, 4);
        }
    }

    private boolean isOneSegment() {
        return (descriptor & 0x20) != 0;
    }

    private int windowLength() {
        return isOneSegment() ? 0 : 1;
    }

    private int dictionaryLength() {
        int flag = descriptor & 3;
        return flag == 3 ? 4 : flag;
    }

    private int sizeLength() {
        int flag = descriptor >> 6;
        return flag == 0 ? 1 - windowLength() : 1 << flag;
    }

    /** In bytes; of a frame of one segment that is all of it. */
    private long window() {
        if (isOneSegment()) {
            long size = number(dictionaryLength(), sizeLength());
            return size < 0 ? Long.MAX_VALUE : size;
        }
        long base = 1L << (10 + ((part[0] & 0xff) >> 3));
        return base + base / 8 * (part[0] & 7);
    }

    private long number(int from, int length) {
        long number = 0;
        for (int i = length - 1; i >= 0; i--) {
            number = (number << 8) | (part[from + i] & 0xff);
        }
        return number;
    }
}
