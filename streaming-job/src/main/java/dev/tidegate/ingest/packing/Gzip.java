package dev.tidegate.ingest.packing;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.UnusableFileException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks gzip and refuses what is cut, corrupt or followed by anything but another gzip member, which the stream of
 * {@code java.util.zip} passes over. What the disk or the network fails to deliver stays an ordinary
 * {@code IOException}: the file is not to blame.
 */
public final class Gzip extends InputStream {
    private static final int MAX_HEADER = 1 << 17;

    private final Delivery delivery;
    private final InputStream unpacked;

    private final FileLimits limits;
    private final long size;
    private long left;

    private Gzip(Delivery delivery, InputStream unpacked, FileLimits limits, long size) {
        this.delivery = delivery;
        this.unpacked = unpacked;
        this.limits = limits;
        this.size = size;
        this.left = limits.grown(size);
    }

    /**
     * Unpacks as far as the limits let it.
     *
     * @param size of the packed file, in bytes
     * @throws UnusableFileException {@code corrupt_gzip} or {@code grows_too_large}, here or in any read
     */
    public static InputStream open(InputStream packed, long size, FileLimits limits) throws IOException {
        Delivery delivery = new Delivery(packed);
        try {
            return new Gzip(delivery, new GzipCompressorInputStream(delivery, true), limits, size);
        } catch (IOException e) {
            throw delivery.blame(e);
        }
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int count;
        try {
            count = unpacked.read(target, from, length);
        } catch (IOException e) {
            throw delivery.blame(e);
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

        IOException blame(IOException e) {
            return failed
                    ? e
                    : new UnusableFileException(
                            UnusableFileException.CORRUPT_GZIP,
                            "The gzip file cannot be unpacked: " + e.getMessage(),
                            e);
        }
    }
}
