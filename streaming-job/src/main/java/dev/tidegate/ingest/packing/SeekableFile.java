package dev.tidegate.ingest.packing;

import dev.tidegate.ingest.files.Folder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file of any folder, to be read here and there: in blocks, since opening one anew may cost a way over the network. */
final class SeekableFile implements SeekableByteChannel {

    private static final int BLOCK = 1 << 16;

    private final Folder folder;
    private final String name;
    private final long size;
    private final byte[] block = new byte[BLOCK];
    private InputStream in;
    private long inAt;
    private long blockAt;
    private int blockLength;
    private long position;
    private long mayRead = Long.MAX_VALUE;
    private IOException failure;

    SeekableFile(Folder folder, String name, long size) {
        this.folder = folder;
        this.name = name;
        this.size = size;
    }

    /** From now on no more bytes than that are read. */
    void limit(long bytes) {
        mayRead = bytes;
    }

    /** What the disk or the network did not deliver; null where all came. */
    IOException failure() {
        return failure;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (position >= size) {
            return -1;
        }
        if (position < blockAt || position >= blockAt + blockLength) {
            load();
        }
        int from = (int) (position - blockAt);
        int count = Math.min(target.remaining(), blockLength - from);
        if (count <= 0) {
            return target.hasRemaining() ? -1 : 0;
        }
        target.put(block, from, count);
        position += count;
        return count;
    }

    /** A block that holds the position; whoever goes backwards finds what is before it, too. */
    private void load() throws IOException {
        long begin = position < blockAt ? Math.max(0, position - BLOCK + 64) : position;
        int length = (int) Math.min(BLOCK, size - begin);
        mayRead -= length;
        if (mayRead < 0) {
            throw new IOException("its directory is too large");
        }
        try {
            if (in == null || inAt != begin) {
                close();
                in = folder.open(name, begin);
                inAt = begin;
            }
            blockLength = in.readNBytes(block, 0, length);
            blockAt = begin;
            inAt += blockLength;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
            in = null;
        }
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }
}
