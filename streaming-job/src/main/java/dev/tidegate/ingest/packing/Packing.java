package dev.tidegate.ingest.packing;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.UnusableFileException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How files are packed: their first bytes say it, whatever their names. A file whose name says that it is packed must be. */
public enum Packing {
    GZIP(".gz", "gzip", "\u001f\u008b\b"),
    ZIP(".zip", "zip", "PK\u0003\u0004"),
    BZIP2(".bz2", "bzip2", "BZh.1AY&SY"),
    XZ(".xz", "xz", "\u00fd7zXZ\0"),
    ZSTD(".zst", "zstd", "(\u00b5/\u00fd");

    /** What unpacking xz may take; its strongest setting takes 65. */
    private static final int XZ_MEMORY_KIB = 100 << 10;

    /** So many first bytes of a file tell it. */
    private static final int MAGIC = 10;

    private final String ending;
    private final String word;
    private final String magic;

    /** @param magic what such files begin with, a character for each byte; a point is any */
    Packing(String ending, String word, String magic) {
        this.ending = ending;
        this.word = word;
        this.magic = magic;
    }

    /** How an archive is called of which all files have been loaded for themselves: there is nothing in it then. */
    public static final String TAKEN_APART = ".unpacked";

    /** Whether a file is called so. */
    public static boolean isTakenApart(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(ZIP.ending + TAKEN_APART);
    }

    /** Whether a file of this name is packed. */
    public static boolean isOf(String name) {
        return named(name) != null;
    }

    /** The same bytes, of which the first can be looked at. */
    public static PushbackInputStream peekable(InputStream bytes) {
        return new PushbackInputStream(bytes, MAGIC);
    }

    /** How a file is packed, by its first bytes, which are still there then; null where it is not. */
    public static Packing of(PushbackInputStream file) throws IOException {
        byte[] first = file.readNBytes(MAGIC);
        file.unread(first);
        return Arrays.stream(values())
                .filter(packing -> packing.begins(first))
                .findFirst()
                .orElse(null);
    }

    private static Packing named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(packing -> lower.endsWith(packing.ending))
                .findFirst()
                .orElse(null);
    }

    /**
     * The bytes of a file, unpacked as far as the limits let them where it is packed.
     *
     * @param size of the file, in bytes
     * @throws UnusableFileException if it is cut or corrupt, or unpacks to too much, here or in any read
     */
    public static InputStream open(InputStream bytes, String name, long size, FileLimits limits) throws IOException {
        PushbackInputStream all = peekable(bytes);
        Packing begins = of(all);
        if (begins == ZIP && isTakenApart(name)) {
            return InputStream.nullInputStream();
        }
        Packing packing = begins == null ? named(name) : begins;
        return packing == null ? all : Unpacked.open(all, packing, size, limits);
    }

    private boolean begins(byte[] first) {
        boolean begins = first.length >= magic.length();
        for (int i = 0; begins && i < magic.length(); i++) {
            begins = magic.charAt(i) == '.' || magic.charAt(i) == (first[i] & 0xff);
        }
        return begins;
    }

    InputStream unpack(InputStream packed) throws IOException {
        return switch (this) {
            case GZIP -> new GzipCompressorInputStream(packed, true);
            case BZIP2 -> new BZip2CompressorInputStream(new BufferedInputStream(packed), true);
            case ZIP -> new OnlyEntry(packed);
            case XZ -> new XZInputStream(packed, XZ_MEMORY_KIB);
            case ZSTD -> new ZstdInputStream(new ZstdWindows(packed));
        };
    }

    String word() {
        return word;
    }
}
