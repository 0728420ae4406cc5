package dev.tidegate.ingest.packing;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.UnusableFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** How files are packed, by their names: those of other names are read as they are. What is in such a file its bytes say. */
public enum Packing {
    GZIP(".gz", "gzip", "\u001f\u008b"),
    ZIP(".zip", "zip", "PK\u0003\u0004"),
    BZIP2(".bz2", "bzip2", "BZh");

    private static final int MAGIC = 4;

    private final String ending;
    private final String word;
    private final String magic;

    /** @param magic what such files begin with, a character for each byte */
    Packing(String ending, String word, String magic) {
        this.ending = ending;
        this.word = word;
        this.magic = magic;
    }

    /** Whether a file of this name is packed. */
    public static boolean isOf(String name) {
        return named(name) != null;
    }

    private static Packing named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(packing -> lower.endsWith(packing.ending))
                .findFirst()
                .orElse(null);
    }

    /**
     * The bytes of a file, unpacked as far as the limits let them where its name says that it is packed.
     *
     * @param size of the file, in bytes
     * @throws UnusableFileException if it is cut or corrupt, or unpacks to too much, here or in any read
     */
    public static InputStream open(InputStream bytes, String name, long size, FileLimits limits) throws IOException {
        Packing named = named(name);
        if (named == null) {
            return bytes;
        }
        PushbackInputStream all = new PushbackInputStream(bytes, MAGIC);
        byte[] first = all.readNBytes(MAGIC);
        all.unread(first);
        Packing packing = Arrays.stream(values())
                .filter(known -> known.begins(first))
                .findFirst()
                .orElse(named);
        return Unpacked.open(all, packing, size, limits);
    }

    private boolean begins(byte[] first) {
        return new String(first, StandardCharsets.ISO_8859_1).startsWith(magic);
    }

    InputStream unpack(InputStream packed) throws IOException {
        return switch (this) {
            case GZIP -> new GzipCompressorInputStream(packed, true);
            case BZIP2 -> new BZip2CompressorInputStream(new BufferedInputStream(packed), true);
            case ZIP -> new OnlyEntry(packed);
        };
    }

    String word() {
        return word;
    }
}
