package dev.tidegate.ingest.packing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.Folders;
import dev.tidegate.ingest.files.Sha256;
import dev.tidegate.ingest.files.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of several files, taken apart. */
class ZipPartsTest {

    @TempDir
    private Path folder;

    private static byte[] zip(int method, Zip64Mode mode, Charset names, String... paths) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) { // with data descriptors
            write(zip, method, mode, names, paths);
        }
        return bytes.toByteArray();
    }

    private static byte[] seekable(int method, String... paths) throws IOException {
        try (SeekableInMemoryByteChannel bytes = new SeekableInMemoryByteChannel()) {
            ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes);
            write(zip, method, Zip64Mode.AsNeeded, UTF_8, paths);
            zip.close();
            return java.util.Arrays.copyOf(bytes.array(), (int) bytes.size());
        }
    }

    private static void write(ZipArchiveOutputStream zip, int method, Zip64Mode mode, Charset names, String... paths)
            throws IOException {
        zip.setUseZip64(mode);
        zip.setEncoding(names.name());
        zip.setUseLanguageEncodingFlag(false);
        zip.setMethod(method);
        for (String path : paths) {
            ZipArchiveEntry entry = new ZipArchiveEntry(path);
            byte[] content = path.endsWith("/") ? new byte[0] : content(path).getBytes(UTF_8);
            if (method == ZipArchiveEntry.STORED) {
                java.util.zip.CRC32 crc = new java.util.zip.CRC32();
                crc.update(content);
                entry.setCrc(crc.getValue());
                entry.setSize(content.length);
            }
            zip.putArchiveEntry(entry);
            zip.write(content);
            zip.closeArchiveEntry();
        }
    }

    private static String content(String path) {
        return "id\n" + (path + "\n").repeat(50);
    }

    /** The names of the parts, and what is read of each by who reads packed files. */
    private Map<String, String> parts(String archive, byte[] bytes) throws IOException {
        Files.write(folder.resolve(archive), bytes);
        Map<String, String> read = new LinkedHashMap<>();
        try (ZipParts parts = ZipParts.open(Folders.local(folder), archive, bytes.length)) {
            for (int part = 0; part < parts.names().size(); part++) {
                byte[] one = parts.bytes(part).readAllBytes();
                read.put(parts.names().get(part), read(parts.names().get(part), one));
            }
        }
        return read;
    }

    private static String read(String name, byte[] packed) throws IOException {
        try (InputStream in = Packing.open(new ByteArrayInputStream(packed), name, packed.length, FileLimits.DEFAULT)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (UnusableFileException e) {
            return e.getMessage();
        }
    }

    @ParameterizedTest
    @EnumSource(Zip64Mode.class)
    void eachFileIsAnArchiveOfItsOwnThatOtherProgramsReadToo(Zip64Mode mode) throws IOException {
        byte[] bytes = zip(ZipArchiveEntry.DEFLATED, mode, UTF_8, "a.csv", "in/", "in/b.csv");
        assertThat(parts("x.zip", bytes))
                .containsExactly(
                        Map.entry("x.zip!a.csv", content("a.csv")), Map.entry("x.zip!in!b.csv", content("in/b.csv")));
        try (ZipParts parts = ZipParts.open(Folders.local(folder), "x.zip", bytes.length)) {
            Path copy = Files.write(folder.resolve("copy"), parts.bytes(1).readAllBytes());
            try (ZipFile zip = new ZipFile(copy.toFile())) {
                assertThat(zip.stream().map(Object::toString)).containsExactly("b.csv");
                assertThat(zip.getInputStream(zip.getEntry("b.csv"))).hasContent(content("in/b.csv"));
            }
        }
        assertThat(parts("y.zip", seekable(ZipArchiveEntry.STORED, "a.csv", "b.csv")))
                .containsExactly(
                        Map.entry("y.zip!a.csv", content("a.csv")), Map.entry("y.zip!b.csv", content("b.csv")));
    }

    @Test
    void theSameFileMakesTheSameBytesWhateverIsBesideIt() throws IOException {
        byte[] first = seekable(ZipArchiveEntry.DEFLATED, "a.csv", "b.csv");
        byte[] second = zip(ZipArchiveEntry.DEFLATED, Zip64Mode.Always, UTF_8, "more.csv", "in/b.csv".substring(3));
        assertThat(hash("1.zip", first, 1)).isEqualTo(hash("2.zip", second, 1)).isNotEqualTo(hash("1.zip", first, 0));
    }

    private String hash(String archive, byte[] bytes, int part) throws IOException {
        Files.write(folder.resolve(archive), bytes);
        try (ZipParts parts = ZipParts.open(Folders.local(folder), archive, bytes.length)) {
            return Sha256.of(parts.bytes(part));
        }
    }

    /** Written by OneFileZip itself: a file of four gigabytes and more. */
    @Test
    void sizesBeyondFourGigabytesAreWrittenAsZip64() throws IOException {
        long size = 5L << 30;
        OneFileZip one = new OneFileZip("b.csv", 0, 0, 0, size, size);
        byte[] begin = one.bytes(InputStream.nullInputStream()).readAllBytes();
        ByteBuffer buffer = ByteBuffer.wrap(begin).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(buffer.getInt(18)).isEqualTo(-1);
        int extra = 30 + "b.csv".length();
        assertThat(buffer.getShort(extra)).isEqualTo((short) 1);
        assertThat(buffer.getLong(extra + 4)).isEqualTo(size);
        assertThat(buffer.getLong(extra + 12)).isEqualTo(size);
        int end64 = begin.length - 22 - 20 - 56;
        assertThat(buffer.getInt(end64)).isEqualTo(0x06064b50);
        assertThat(buffer.getLong(end64 + 48)).isEqualTo(extra + 20 + size);
        assertThat(buffer.getInt(begin.length - 22 - 20)).isEqualTo(0x07064b50);
        assertThat(buffer.getLong(begin.length - 22 - 20 + 8)).isEqualTo(extra + 20 + size + 46 + 5 + 20);
    }

    @Test
    void noNameLeadsOutOfTheFolderHidesAFileOrHasTwo() throws IOException {
        Map<String, String> parts = parts(
                "x.zip",
                zip(
                        ZipArchiveEntry.DEFLATED,
                        Zip64Mode.AsNeeded,
                        UTF_8,
                        "../../etc/b.csv",
                        "/abs/b.csv",
                        "C:\\Users\\b.csv",
                        "a\u0000\n\u001b[2J\u202eb.csv",
                        "b.csv",
                        "./b.csv",
                        "B.csv",
                        "x!b.csv",
                        "..",
                        ".hidden.csv",
                        "left.tmp",
                        "__MACOSX/._b.csv",
                        "in/.DS_Store",
                        "in/Thumbs.db",
                        "é€😀.csv",
                        "n".repeat(400) + ".csv"));
        assertThat(parts.keySet())
                .containsExactly(
                        "x.zip!etc!b.csv",
                        "x.zip!abs!b.csv",
                        "x.zip!C_!Users!b.csv",
                        "x.zip!a___[2J_b.csv",
                        "x.zip!b.csv",
                        "x.zip!2!b.csv",
                        "x.zip!3!B.csv",
                        "x.zip!x_b.csv",
                        "x.zip!_",
                        "x.zip!.hidden.csv",
                        "x.zip!left.tmp_",
                        "x.zip!é€😀.csv",
                        "x.zip!" + "n".repeat(102) + "..." + "n".repeat(95) + ".csv");
        assertThat(parts.values()).allMatch(text -> text.startsWith("id\n"));
    }

    @Test
    void namesThatAreNoUtf8AreReadAsDosWroteThem() throws IOException {
        assertThat(parts(
                        "x.zip",
                        zip(ZipArchiveEntry.DEFLATED, Zip64Mode.AsNeeded, Charset.forName("IBM437"), "ü.csv", "b.csv")))
                .containsOnlyKeys("x.zip!ü.csv", "x.zip!b.csv");
    }

    @Test
    void anEncryptedFileIsToldForThatByWhoReadsItAndTheOthersAreRead() throws IOException {
        byte[] bytes = seekable(ZipArchiveEntry.DEFLATED, "a.csv", "b.csv");
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int directory = buffer.getInt(bytes.length - 6);
        buffer.putShort(directory + 8, (short) (buffer.getShort(directory + 8) | 1));
        assertThat(parts("x.zip", bytes))
                .containsEntry("x.zip!a.csv", "The zip file cannot be unpacked: encrypted ZIP entry not supported")
                .containsEntry("x.zip!b.csv", content("b.csv"));
        buffer.putShort(directory + 8, (short) 0);
        buffer.putShort(directory + 10, (short) 14); // LZMA
        assertThat(parts("y.zip", bytes).get("y.zip!a.csv")).contains("compression method");
    }

    @Test
    void archivesThatCannotBeTakenApartAreToldFor() throws IOException {
        byte[] whole = seekable(ZipArchiveEntry.DEFLATED, "a.csv", "b.csv");
        assertThatThrownBy(() -> parts("x.zip", java.util.Arrays.copyOf(whole, whole.length - 30)))
                .isInstanceOf(ZipException.class);
        assertThatThrownBy(() -> parts("x.zip", "no archive".getBytes(UTF_8))).isInstanceOf(ZipException.class);
        assertThatThrownBy(() -> parts("x.zip", seekable(ZipArchiveEntry.DEFLATED, "[Content_Types].xml", "xl/a.xml")))
                .hasMessage("it is a workbook of Excel");
        assertThatThrownBy(() -> parts("x".repeat(180) + ".zip", whole)).hasMessageContaining("name is too long");
        assertThat(parts("x.zip", seekable(ZipArchiveEntry.DEFLATED))).isEmpty();
        assertThat(parts("x.zip", seekable(ZipArchiveEntry.DEFLATED, "in/", "__MACOSX/a")))
                .isEmpty();
    }

    /** What makes 42 kB of many gigabytes: many entries of the same bytes. */
    @Test
    void filesThatOverlapAreRefused() throws IOException {
        byte[] one = seekable(ZipArchiveEntry.DEFLATED, "a.csv");
        ByteBuffer end = ByteBuffer.wrap(one).order(ByteOrder.LITTLE_ENDIAN);
        int directory = end.getInt(one.length - 6);
        int length = one.length - 22 - directory;
        byte[] archive = new byte[directory + 1000 * length + 22];
        ByteBuffer many = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
        many.put(one, 0, directory);
        for (int i = 0; i < 1000; i++) {
            many.put(one, directory, length);
        }
        many.put(one, one.length - 22, 22);
        many.putShort(many.capacity() - 14, (short) 1000).putShort(many.capacity() - 12, (short) 1000);
        many.putInt(many.capacity() - 10, 1000 * length);
        // The sizes together are larger than the archive.
        for (int i = 0; i < 1000; i++) {
            many.putInt(directory + i * length + 20, directory);
        }
        assertThatThrownBy(() -> parts("x.zip", archive)).hasMessage("its files overlap");
    }

    @ParameterizedTest
    @ValueSource(ints = {200_000})
    void aDirectoryThatTakesTooMuchMemoryIsRefused(int files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            for (int i = 0; i < files; i++) {
                zip.putArchiveEntry(new ZipArchiveEntry(Integer.toString(i)));
                zip.closeArchiveEntry();
            }
        }
        assertThatThrownBy(() -> parts("x.zip", bytes.toByteArray())).hasMessageContaining("directory is too large");
    }

    @Test
    void aBombIsStoppedByWhoReadsItsPart() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            for (String name : List.of("bomb.csv", "b.csv")) {
                zip.putArchiveEntry(new ZipArchiveEntry(name));
                for (int i = 0; i < (name.equals("b.csv") ? 1 : 80); i++) {
                    zip.write(new byte[1 << 20]);
                }
                zip.closeArchiveEntry();
            }
        }
        Map<String, String> parts = parts("x.zip", bytes.toByteArray());
        assertThat(parts.get("x.zip!bomb.csv")).contains("unpack").hasSizeLessThan(500);
        assertThat(parts.get("x.zip!b.csv")).hasSize(1 << 20);
    }

    @Test
    void aDamagedArchiveIsToldForOrItsFilesAreTheSame() throws IOException {
        byte[] whole = seekable(ZipArchiveEntry.DEFLATED, "a.csv", "b.csv");
        List<Integer> different = new ArrayList<>();
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x41;
            try {
                for (String text : parts("x.zip", damaged).values()) {
                    if (!text.equals(content("a.csv"))
                            && !text.equals(content("b.csv"))
                            && !text.startsWith("The zip")) {
                        different.add(at);
                    }
                }
            } catch (ZipException e) {
                // told for
            }
        }
        assertThat(different).isEmpty();
    }
}
