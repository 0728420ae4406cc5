package dev.tidegate.ingest.operate.guess;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.packing.Packing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some of the bytes of a file, unpacked: its begin, blocks from the middle that grow rarer, and its end.
 *
 * @param blocks the first is the begin of the file; the others may begin and end within a line
 * @param bytes that the file has
 */
record Sample(String name, List<Block> blocks, long bytes) {

    private static final int CHUNK = 1 << 16;

    /** Chunks at the begin that are all kept. */
    private static final int HEAD = 8;

    /**
     * Bytes that follow each other.
     *
     * @param linesBefore line ends of the file before them
     * @param last whether the file ends with them
     */
    record Block(byte[] bytes, long linesBefore, boolean last) {}

    /**
     * Reads all of a file and keeps a part: what is packed cannot be read from the middle, and lines have to be counted.
     *
     * @throws dev.tidegate.ingest.files.UnusableFileException if it cannot be unpacked
     */
    static Sample read(Path file) throws IOException {
        try (InputStream packed = Files.newInputStream(file);
                InputStream in = Packing.open(packed, file.toString(), Files.size(file), FileLimits.NONE)) {
            return read(file.getFileName().toString(), in);
        }
    }

    private static Sample read(String name, InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        List<Block> blocks = new ArrayList<>();
        byte[] before = new byte[0];
        long linesBeforeIt = 0;
        long lines = 0;
        long bytes = 0;
        long place = 0;
        byte[] chunk = in.readNBytes(CHUNK);
        while (chunk.length > 0) {
            byte[] next = in.readNBytes(CHUNK);
            bytes += chunk.length;
            if (place < HEAD) {
                head.writeBytes(chunk);
            } else if (next.length == 0) {
                blocks.add(new Block(joined(before, chunk), linesBeforeIt, true));
            } else if (Long.bitCount(place) == 1) {
                blocks.add(new Block(chunk, lines, false));
            }
            linesBeforeIt = lines;
            lines += lines(chunk);
            before = place < HEAD ? new byte[0] : chunk;
            linesBeforeIt = place < HEAD ? lines : linesBeforeIt;
            chunk = next;
            place++;
        }
        blocks.add(0, new Block(head.toByteArray(), 0, place <= HEAD));
        return new Sample(name, blocks, bytes);
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
