package dev.tidegate.ingest.packing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidegate.ingest.files.Folder;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry.NameSource;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The files of a zip archive, each as an archive of its own. Nothing is unpacked: that is done by who reads them, within the
 * limits of any packed file.
 */
public final class ZipParts implements Closeable {

    /** Of the directory: some 100,000 files. */
    private static final long MAY_READ = 8 << 20;

    private static final Charset OF_DOS =
            Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.ISO_8859_1;

    private final SeekableFile file;
    private final ZipFile zip;
    private final List<ZipArchiveEntry> entries = new ArrayList<>();
    private final List<String> names;

    private ZipParts(SeekableFile file, ZipFile zip, String name) throws ZipException {
        this.file = file;
        this.zip = zip;
        if (PartNames.isTooLong(name)) {
            throw new ZipException("its name is too long to name its files by");
        }
        PartNames parts = new PartNames(name);
        this.names = new ArrayList<>();
        long packed = 0;
        for (Enumeration<ZipArchiveEntry> all = zip.getEntries(); all.hasMoreElements(); ) {
            ZipArchiveEntry entry = all.nextElement();
            String own = name(entry);
            if (own.equals("[Content_Types].xml") || own.startsWith("xl/")) {
                throw new ZipException("it is a workbook of Excel");
            }
            if (!entry.isDirectory() && !own.endsWith("/") && !PartNames.isOfSystem(own)) {
                entries.add(entry);
                names.add(parts.next(own));
                packed += Math.min(entry.getCompressedSize(), file.size() + 1);
                if (entry.getCompressedSize() < 0 || packed > file.size()) {
                    throw new ZipException("its files overlap");
                }
            }
        }
    }

    /**
     * Reads the directory of an archive.
     *
     * @param name by which the parts are called, too: {@code a.zip!b.csv}
     * @throws ZipException if it is no archive that can be taken apart
     * @throws IOException if it cannot be read now
     */
    public static ZipParts open(Folder folder, String name, long size) throws IOException {
        SeekableFile file = new SeekableFile(folder, name, size);
        file.limit(MAY_READ);
        try {
            // Deprecated in the library that Spark 4 has; what there is instead is not in that of 3.5.
            @SuppressWarnings("deprecation")
            ZipFile zip = new ZipFile(file, name, UTF_8.name(), true, true);
            file.limit(Long.MAX_VALUE);
            return new ZipParts(file, zip, name);
        } catch (IOException | RuntimeException e) {
            file.close();
            if (file.failure() != null) {
                throw file.failure();
            }
            throw refused(e);
        }
    }

    private static ZipException refused(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return (ZipException) new ZipException(String.valueOf(root.getMessage())).initCause(e);
    }

    /** What the parts are called, each by another name, in the order of the directory. */
    public List<String> names() {
        return names;
    }

    /** The bytes of a part: a zip archive of one file. */
    public InputStream bytes(int part) throws IOException {
        ZipArchiveEntry entry = entries.get(part);
        String name = names.get(part);
        OneFileZip one = new OneFileZip(
                name.substring(name.lastIndexOf(PartNames.BETWEEN) + 1),
                entry.getGeneralPurposeBit().usesEncryption() ? 1 : 0,
                entry.getMethod(),
                entry.getCrc(),
                entry.getCompressedSize(),
                entry.getSize());
        try {
            return one.bytes(zip.getRawInputStream(entry));
        } catch (IOException | RuntimeException e) {
            if (file.failure() != null) {
                throw file.failure();
            }
            // It is not where the directory says: whoever reads the part finds it broken, and the others are not held
            // up.
            return one.bytes(InputStream.nullInputStream());
        }
    }

    /** Names are in UTF-8, whatever the archive says of them, or else as DOS wrote them. */
    private static String name(ZipArchiveEntry entry) {
        byte[] raw = entry.getRawName();
        if (raw == null || entry.getNameSource() == NameSource.UNICODE_EXTRA_FIELD) {
            return entry.getName();
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
        } catch (CharacterCodingException e) {
            return new String(raw, OF_DOS);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
        file.close();
    }
}
