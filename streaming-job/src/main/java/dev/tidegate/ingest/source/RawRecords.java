package dev.tidegate.ingest.source;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.FirstBytes;
import dev.tidegate.ingest.files.Folder;
import dev.tidegate.ingest.packing.Packing;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The bytes of some records of a file, read again in the order of the file. */
public final class RawRecords implements Closeable {

    /** Of a longer record only so many bytes are kept; the rest is in the archive. */
    public static final int KEPT_AT_MOST = 64 << 10;

    private final InputStream in;
    private long position;

    private RawRecords(InputStream in) {
        this.in = in;
    }

    /** Opens a file at its begin. */
    public static RawRecords open(Folder folder, LandedFile file) throws IOException {
        InputStream bytes = new FirstBytes(folder.open(file.name(), file.stat(), 0), file.size());
        return new RawRecords(Packing.open(bytes, file.name(), file.size(), FileLimits.NONE));
    }

    /**
     * Reads the begin of a record.
     *
     * @param offset not before the end of the record read last
     * @throws EOFException if the file has become shorter
     */
    public byte[] read(long offset, long length) throws IOException {
        in.skipNBytes(offset - position);
        int count = (int) Math.min(length, KEPT_AT_MOST);
        byte[] raw = in.readNBytes(count);
        position = offset + raw.length;
        if (raw.length < count) {
            throw new EOFException(
                    "The file ends at byte %d: expected %d bytes more".formatted(position, count - raw.length));
        }
        return raw;
    }

    /**
     * Copies a whole record, however long it is.
     *
     * @param offset not before the end of the record read last
     * @throws EOFException if the file has become shorter
     */
    public void copy(long offset, long length, OutputStream target) throws IOException {
        in.skipNBytes(offset - position);
        position = offset;
        byte[] buffer = new byte[(int) Math.min(length, KEPT_AT_MOST)];
        for (long left = length; left > 0; ) {
            int count = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
            if (count == 0) {
                throw new EOFException("The file ends at byte %d: expected %d bytes more".formatted(position, left));
            }
            target.write(buffer, 0, count);
            position += count;
            left -= count;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
