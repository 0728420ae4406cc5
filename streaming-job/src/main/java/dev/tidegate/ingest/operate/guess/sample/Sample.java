package dev.tidegate.ingest.operate.guess.sample;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.packing.Packing;
import dev.tidegate.ingest.packing.ZipParts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipException;

/**
 * Some of the bytes of a file, unpacked: its begin, blocks from the middle, and its end. How long that takes does not grow with
 * the file.
 *
 * @param blocks the first is the begin of the file; the others may begin and end within a line
 * @param bytes that the file has, as far as it was read
 * @param whole whether it has no more
 */
public record Sample(String name, List<Block> blocks, long bytes, boolean whole) {

    private static final int CHUNK = 1 << 16;

    /** Chunks at the begin that are all kept. */
    private static final int HEAD = 8;

    /** Up to here all of a file is read, so that lines are counted; what is packed is read no further. */
    private static final long READ_ALL = 64L << 20;

    /** Blocks from a file of which not all is read, besides its begin. */
    private static final int BLOCKS = 16;

    /**
     * Bytes that follow each other.
     *
     * @param offset of the first of them in the file
     * @param linesBefore line ends of the file before them; -1 where nobody counted them
     * @param last whether the file ends with them
     */
    public record Block(byte[] bytes, long offset, long linesBefore, boolean last) {}

    /**
     * Reads some of a file.
     *
     * @throws dev.tidegate.ingest.files.UnusableFileException if it cannot be unpacked
     * @throws UnguessableException if it is an archive of several files
     */
    public static Sample read(Path file) throws IOException {
        String name = file.getFileName().toString();
        long size = Files.size(file);
        refuseSeveral(file, name, size);
        if (size > READ_ALL && !isPacked(file, size)) {
            return parts(name, file, size);
        }
        try (InputStream packed = Files.newInputStream(file);
                InputStream in = Packing.open(packed, file.toString(), size, FileLimits.NONE)) {
            return read(name, in);
        }
    }

    private static void refuseSeveral(Path file, String name, long size) throws IOException {
        if (!name.toLowerCase(Locale.ROOT).endsWith(".zip")) {
            return;
        }
        try (ZipParts parts = ZipParts.open(Folders.local(file.toAbsolutePath().getParent()), name, size)) {
            if (parts.names().size() > 1) {
                throw new UnguessableException(
                        "%s holds %,d files: unpack it, and guess each kind of them for itself. The job takes it as it is, and a mapping goes by their names"
                                .formatted(name, parts.names().size()));
            }
        } catch (ZipException e) {
            // Whoever unpacks it says what is wrong.
        }
    }

    private static boolean isPacked(Path file, long size) throws IOException {
        try (InputStream begin = Files.newInputStream(file);
                InputStream packed = Files.newInputStream(file);
                InputStream in = Packing.open(packed, file.toString(), size, FileLimits.NONE)) {
            return !Arrays.equals(begin.readNBytes(HEAD), in.readNBytes(HEAD));
        }
    }

    /** Of a large file that is not packed. */
    private static Sample parts(String name, Path file, long size) throws IOException {
        List<Block> blocks = new ArrayList<>();
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            blocks.add(new Block(bytes(channel, 0, HEAD * CHUNK), 0, 0, false));
            for (int i = 1; i < BLOCKS; i++) {
                // In whole chunks, so that no character of two or four bytes is cut.
                long offset = size / BLOCKS * i / CHUNK * CHUNK;
                blocks.add(new Block(bytes(channel, offset, CHUNK), offset, -1, false));
            }
            long end = (size / CHUNK - 1) * CHUNK;
            blocks.add(new Block(bytes(channel, end, (int) (size - end)), end, -1, true));
        }
        return new Sample(name, blocks, size, true);
    }

    private static byte[] bytes(SeekableByteChannel channel, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        channel.position(offset);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // A channel may give less than was asked for.
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** What is packed cannot be read from the middle, and lines have to be counted. */
    private static Sample read(String name, InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        List<Block> blocks = new ArrayList<>();
        byte[] before = new byte[0];
        long linesBeforeIt = 0;
        long lines = 0;
        long bytes = 0;
        long place = 0;
        byte[] chunk = in.readNBytes(CHUNK);
        while (chunk.length > 0 && bytes < READ_ALL) {
            byte[] next = in.readNBytes(CHUNK);
            if (place < HEAD) {
                head.writeBytes(chunk);
            } else if (next.length == 0) {
                blocks.add(new Block(joined(before, chunk), bytes - before.length, linesBeforeIt, true));
            } else if (Long.bitCount(place) == 1) {
                blocks.add(new Block(chunk, bytes, lines, false));
            }
            bytes += chunk.length;
            linesBeforeIt = lines;
            lines += lines(chunk);
            before = place < HEAD ? new byte[0] : chunk;
            linesBeforeIt = place < HEAD ? lines : linesBeforeIt;
            chunk = next;
            place++;
        }
        blocks.add(0, new Block(head.toByteArray(), 0, 0, place <= HEAD));
        return new Sample(name, blocks, bytes, chunk.length == 0);
    }

    private static long lines(byte[] chunk) {
        long lines = 0;
        for (byte b : chunk) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
