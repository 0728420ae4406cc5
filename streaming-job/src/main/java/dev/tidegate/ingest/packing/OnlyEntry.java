package dev.tidegate.ingest.packing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * The one file of a zip archive. An archive of several is refused: it was taken apart before, or cannot be. What the directory at its end says must be what was read, so that an archive that is cut is none.
 */
final class OnlyEntry extends InputStream {
    /** With the longest comment. */
    private static final int DIRECTORY_END = 22 + 0xffff;

    private static final byte[] DIRECTORY_END_BEGINS = {'P', 'K', 5, 6};

    private final Tail packed;
    private final ZipInputStream zip;
    private int entries;
    private boolean ended;

    OnlyEntry(InputStream in) throws IOException {
        packed = new Tail(in);
        zip = new ZipInputStream(packed);
        String name = next();
        if (name == null) {
            throw new ZipException("it holds no file");
        }
        if (name.equals("[Content_Types].xml") || name.startsWith("xl/")) {
            throw new ZipException(
                    "it is a workbook of Excel: expected text; save it as CSV UTF-8, or convert it, as by: soffice --convert-to csv:\"Text - txt - csv (StarCalc)\":44,34,76");
        }
    }

    /** The name of the next file; null where there is none. */
    private String next() throws IOException {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            entries++;
            if (!entry.isDirectory() && !PartNames.isOfSystem(entry.getName())) {
                return entry.getName();
            }
        }
        return null;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int count = zip.read(target, from, length);
        if (count < 0) {
            String another = next();
            if (another != null) {
                throw new ZipException(
                        "it holds more than one file, such as '%s': expected a name that ends in .zip and a whole directory, by which it is taken apart in a folder that may be written into, but not in a bucket; else unpack it and deliver each"
                                .formatted(another));
            }
            packed.transferTo(OutputStream.nullOutputStream());
            requireWhole();
            ended = true;
        }
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    private void requireWhole() throws ZipException {
        byte[] tail = packed.tail();
        for (int at = tail.length - 22; at >= 0; at--) {
            if (Arrays.equals(tail, at, at + 4, DIRECTORY_END_BEGINS, 0, 4)) {
                int listed =
                        ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getShort(at + 10) & 0xffff;
                if (listed != (entries & 0xffff)) {
                    throw new ZipException(
                            "its directory lists %d entries, and %d are there".formatted(listed, entries));
                }
                return;
            }
        }
        throw new ZipException("it ends before its directory does");
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Keeps the last bytes that were read. */
    private static final class Tail extends BufferedInputStream {
        private final byte[] ring = new byte[1 << 17];
        private long seen;

        Tail(InputStream in) {
            super(in);
        }

        @Override
        public synchronized int read(byte[] target, int from, int length) throws IOException {
            int read = super.read(target, from, length);
            for (int i = 0; i < read; i++) {
                ring[(int) (seen++ % ring.length)] = target[from + i];
            }
            return read;
        }

        @Override
        public synchronized int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                ring[(int) (seen++ % ring.length)] = (byte) b;
            }
            return b;
        }

        byte[] tail() {
            byte[] tail = new byte[(int) Math.min(seen, DIRECTORY_END)];
            for (int i = 0; i < tail.length; i++) {
                tail[i] = ring[(int) ((seen - tail.length + i) % ring.length)];
            }
            return tail;
        }
    }
}
