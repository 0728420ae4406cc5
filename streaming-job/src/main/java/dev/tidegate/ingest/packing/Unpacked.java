package dev.tidegate.ingest.packing;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.UnusableFileException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * Unpacks a file and refuses what is cut, corrupt or followed by anything but another gzip or bzip2 member. What the disk or
 * the network fails to deliver stays an ordinary {@code IOException}: the file is not to blame.
 */
final class Unpacked extends InputStream {
    private static final int MAX_HEADER = 1 << 17;

    private final Packing packing;
    private final Delivery delivery;
    private final InputStream unpacked;

    private final FileLimits limits;
    private final long size;
    private long left;

    private Unpacked(Packing packing, Delivery delivery, InputStream unpacked, FileLimits limits, long size) {
        this.packing = packing;
        this.delivery = delivery;
        this.unpacked = unpacked;
        this.limits = limits;
        this.size = size;
        this.left = limits.grown(size);
    }

    static InputStream open(InputStream packed, Packing packing, long size, FileLimits limits) throws IOException {
        Delivery delivery = new Delivery(packed);
        try {
            return new Unpacked(packing, delivery, packing.unpack(delivery), limits, size);
        } catch (IOException | RuntimeException e) {
            throw delivery.blame(packing, e);
        }
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int count;
        try {
            count = unpacked.read(target, from, length);
        } catch (IOException | RuntimeException e) {
            throw delivery.blame(packing, e);
        }
        left -= Math.max(count, 0);
        if (left < 0) {
            throw limits.tooMuchUnpacked(size);
        }
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        unpacked.close();
    }

    /**
     * The packed bytes, and whether they could be had. The library keeps the name in a gzip header in memory, however long
     * it is; it reads headers byte by byte and data in blocks, which is how too long a header is known here.
     */
    private static final class Delivery extends FilterInputStream {
        private int headerBytes;
        private boolean failed;

        Delivery(InputStream packed) {
            super(new BufferedInputStream(packed));
        }

        @Override
        public int read() throws IOException {
            if (headerBytes++ == MAX_HEADER) {
                throw new ZipException("a header has more than " + MAX_HEADER + " bytes");
            }
            try {
                return super.read();
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            headerBytes = 0;
            try {
                return super.read(target, from, length);
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }

        IOException blame(Packing packing, Exception e) {
            return failed && e instanceof IOException undelivered
                    ? undelivered
                    : new UnusableFileException(
                            packing == Packing.GZIP
                                    ? UnusableFileException.CORRUPT_GZIP
                                    : UnusableFileException.CORRUPT_PACKING,
                            "The %s file cannot be unpacked: %s".formatted(packing.word(), e.getMessage()),
                            e);
        }
    }
}
