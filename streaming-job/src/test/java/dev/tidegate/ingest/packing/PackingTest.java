package dev.tidegate.ingest.packing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.UnusableFileException;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** All but gzip, which {@link GzipTest} has. */
class PackingTest {

    private static final String TEXT = text();

    private static String text() {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 100; i++) {
            text.append(random.nextInt()).append(',').append(i).append('\n');
        }
        return text.toString();
    }

    private static byte[] zip(boolean stored, String... names) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(packed)) {
            for (String name : names) {
                ZipEntry entry = new ZipEntry(name);
                byte[] content = name.endsWith("/") ? new byte[0] : TEXT.getBytes(UTF_8);
                if (stored) {
                    CRC32 crc = new CRC32();
                    crc.update(content);
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(content.length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        }
        return packed.toByteArray();
    }

    private static byte[] bzip2(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new BZip2CompressorOutputStream(packed)) {
            out.write(text.getBytes(UTF_8));
        }
        return packed.toByteArray();
    }

    private static byte[] xz(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new XZOutputStream(packed, new LZMA2Options(0))) {
            out.write(text.getBytes(UTF_8));
        }
        return packed.toByteArray();
    }

    private static byte[] zstd(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(packed)) {
            out.write(text.getBytes(UTF_8));
        }
        return packed.toByteArray();
    }

    private static String unpack(String name, byte[] packed) throws IOException {
        try (InputStream in = Packing.open(new ByteArrayInputStream(packed), name, packed.length, FileLimits.DEFAULT)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void packedFilesAreReadAsTheFilesThemselves() throws IOException {
        assertThat(unpack("a.csv.ZIP", zip(false, "a.csv"))).isEqualTo(TEXT);
        assertThat(unpack("a.zip", zip(true, "a.csv"))).isEqualTo(TEXT);
        assertThat(unpack("a.csv.zip", zip(false, "in/", "in/a.csv", "__MACOSX/in/._a.csv")))
                .isEqualTo(TEXT);
        assertThat(unpack("a.csv.zip", zip(false, "in/.DS_Store", "in/a.csv", "Thumbs.db")))
                .isEqualTo(TEXT);
        assertThat(unpack("a.csv.bz2", bzip2(TEXT))).isEqualTo(TEXT);
        assertThat(unpack("a.csv.xz", xz(TEXT))).isEqualTo(TEXT);
        assertThat(unpack("a.csv.zst", zstd(TEXT))).isEqualTo(TEXT);
        assertThat(unpack("a.csv", TEXT.getBytes(UTF_8))).isEqualTo(TEXT);
    }

    @Test
    void whichWayAPackedFileIsPackedItsBytesSay() throws IOException {
        assertThat(unpack("a.csv.gz", zip(false, "a.csv"))).isEqualTo(TEXT);
        assertThat(unpack("a.csv.zip", bzip2(TEXT))).isEqualTo(TEXT);
        assertThat(unpack("a.csv", zip(false, "a.csv"))).isEqualTo(TEXT);
        assertThat(unpack("a.txt", bzip2(TEXT))).isEqualTo(TEXT);
        assertThat(unpack("a.csv", "BZh,PK\n1,2\n".getBytes(UTF_8))).isEqualTo("BZh,PK\n1,2\n");
        assertThat(unpack("a.csv", new byte[0])).isEmpty();
    }

    @Test
    void severalMembersAreOneFile() throws IOException {
        assertThat(unpack("a.csv.bz2", both(bzip2("a,b\n1,"), bzip2("2\n")))).isEqualTo("a,b\n1,2\n");
        assertThat(unpack("a.csv.xz", both(xz("a,b\n1,"), xz("2\n")))).isEqualTo("a,b\n1,2\n");
        assertThat(unpack("a.csv.zst", both(zstd("a,b\n1,"), zstd("2\n")))).isEqualTo("a,b\n1,2\n");
    }

    private static byte[] both(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** No byte of a file that is damaged is taken for text. */
    @Test
    void aDamagedFileIsUnusableOrItsTextIsTheSame() throws IOException {
        for (byte[] whole : new byte[][] {bzip2(TEXT), xz(TEXT), zstd(TEXT), zip(false, "a.csv")}) {
            for (int at = 10; at < whole.length; at += 3) {
                byte[] damaged = whole.clone();
                damaged[at] ^= 0x40;
                String text;
                try {
                    text = unpack("a.csv", damaged);
                } catch (UnusableFileException e) {
                    continue;
                }
                assertThat(text).as("byte %d of %d", at, whole.length).isEqualTo(TEXT);
            }
        }
    }

    @Test
    void whatIsNoMoreThanZstdBehindItIsRefused() throws IOException {
        byte[] packed = zstd("a,b\n1,2\n");
        assertThatThrownBy(() -> unpack("a.csv.zst", both(packed, "more".getBytes(UTF_8))))
                .isInstanceOf(UnusableFileException.class);
    }

    @Test
    void anArchiveOfSeveralFilesIsRefused() throws IOException {
        byte[] several = zip(false, "a.csv", "b.csv");
        assertThatThrownBy(() -> unpack("a.zip", several))
                .isInstanceOfSatisfying(
                        UnusableFileException.class, e -> assertThat(e.reason()).isEqualTo("corrupt_packing"))
                .hasMessage(
                        "The zip file cannot be unpacked: it holds more than one file, such as 'b.csv': expected a name"
                                + " that ends in .zip and a whole directory, by which it is taken apart in a folder that may be written into, but not in a bucket; else unpack it"
                                + " and deliver each");
        byte[] workbook = zip(false, "[Content_Types].xml", "xl/workbook.xml");
        assertThatThrownBy(() -> unpack("a.csv", workbook)).hasMessageContaining("it is a workbook of Excel");
        byte[] none = zip(false, "in/");
        assertThatThrownBy(() -> unpack("a.zip", none)).hasMessageContaining("it holds no file");
    }

    @Test
    void aFileCutAnywhereIsUnusable() throws IOException {
        byte[] zip = zip(false, "a.csv");
        byte[] stored = zip(true, "a.csv");
        byte[] bzip2 = bzip2(TEXT);
        byte[] xz = xz(TEXT);
        byte[] zstd = zstd(TEXT);
        for (byte[] whole : new byte[][] {zip, stored, bzip2, xz, zstd}) {
            String name =
                    whole == bzip2 ? "a.csv.bz2" : whole == xz ? "a.csv.xz" : whole == zstd ? "a.csv.zst" : "a.csv.zip";
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> unpack(name, cut))
                        .as("%s cut at %d of %d", name, length, whole.length)
                        .isInstanceOf(UnusableFileException.class);
            }
        }
    }

    /** The frame says how much memory it takes, before it has shown anything. */
    @Test
    void aZstdFrameThatTakesMoreMemoryThanAnyNeedsIsRefused() throws IOException {
        byte[] small = zstd("a,b\n");
        byte[] window128MiB = HexFormat.of().parseHex("28b52ffd" + "00" + "88" + "030d00" + "61");
        byte[] oneSegment2GiB = HexFormat.of().parseHex("28b52ffd" + "e0" + "ffffff7f00000000" + "030d00" + "61");
        assertThat(unpack("a.csv.zst", both(small, small))).isEqualTo("a,b\na,b\n");
        for (byte[] large : new byte[][] {window128MiB, oneSegment2GiB, both(small, window128MiB)}) {
            assertThatThrownBy(() -> unpack("a.csv.zst", large))
                    .isInstanceOfSatisfying(UnusableFileException.class, e -> assertThat(e.reason())
                            .isEqualTo("corrupt_packing"))
                    .hasMessageContaining("bytes: expected at most 8,388,608");
        }
    }

    @Test
    void unpackingEndsWhereTheFileHasGrownBeyondItsLimit() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream out = new BZip2CompressorOutputStream(bomb)) {
            for (int mib = 0; mib < 80; mib++) {
                out.write(new byte[1 << 20]);
            }
        }
        assertThatThrownBy(() -> unpack("a.csv.bz2", bomb.toByteArray()))
                .isInstanceOfSatisfying(
                        UnusableFileException.class, e -> assertThat(e.reason()).isEqualTo("grows_too_large"));
    }
}
