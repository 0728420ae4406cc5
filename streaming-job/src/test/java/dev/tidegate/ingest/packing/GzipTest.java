package dev.tidegate.ingest.packing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.csv.CsvRecords;
import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.files.FileLimits;
import dev.tidegate.ingest.files.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {
    private static final Columns COLUMNS = new Columns(List.of("a", "b"), Set.of("a", "b"));

    @Test
    void aPackedFileIsReadAsTheFileItself() throws IOException {
        try (CsvRecords records = open(gzip("a,b\n1,2\n3,4\n"))) {
            assertThat(records.next()).isTrue();
            assertThat(records.next()).isTrue();
            assertThat(records.byteOffset()).isEqualTo(8);
            assertThat(records.value(1)).isEqualTo("4");
            assertThat(records.next()).isFalse();
        }
    }

    @Test
    void severalMembersAreOneFile() throws IOException {
        assertThat(unpack(join(gzip("a,b\n1,"), gzip(""), gzip("2\n")))).isEqualTo("a,b\n1,2\n");
    }

    @Test
    void aFileCutAnywhereIsUnusable() throws IOException {
        byte[] whole = gzip(text());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> unpack(cut)).as("cut at %d", length).isInstanceOf(UnusableFileException.class);
        }
    }

    @Test
    void aFileWithAnyByteOfItsDataChangedIsUnusable() throws IOException {
        byte[] whole = gzip(text());
        for (int i = 10; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x10;
            assertThatThrownBy(() -> unpack(changed)).as("changed at %d", i).isInstanceOf(UnusableFileException.class);
        }
    }

    @Test
    void anythingBehindTheLastMemberMakesAFileUnusable() throws IOException {
        for (byte[] garbage : List.of("x".getBytes(UTF_8), new byte[512], "a,b\n1,2\n".getBytes(UTF_8))) {
            assertThatThrownBy(() -> unpack(join(gzip("a,b\n"), garbage)))
                    .isInstanceOfSatisfying(UnusableFileException.class, e -> assertThat(e.reason())
                            .isEqualTo("corrupt_gzip"));
        }
    }

    @Test
    void whatIsNoGzipIsUnusable() {
        assertThatThrownBy(() -> open("a,b\n1,2\n".getBytes(UTF_8)))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageStartingWith("The gzip file cannot be unpacked");
    }

    @Test
    void aHeaderWithoutEndIsNotReadIntoMemory() {
        byte[] withName = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, (byte) 255};
        byte[] name = new byte[10_000_000];
        Arrays.fill(name, (byte) 'x');
        assertThatThrownBy(() -> unpack(join(withName, name)))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("header has more than 131072 bytes");
    }

    /** Zeros pack to a thousandth; a file in many members may pack better still. */
    @ParameterizedTest
    @ValueSource(ints = {1, 64})
    void unpackingEndsWhereTheFileHasGrownBeyondItsLimit(int members) throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        for (int member = 0; member < members; member++) {
            try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
                for (int mib = 0; mib < 512 / members; mib++) {
                    out.write(new byte[1 << 20]);
                }
            }
        }
        byte[] packed = bomb.toByteArray();
        long allowed = Math.max(FileLimits.FREE_GROWTH, 200L * packed.length);
        assertThat(allowed).isLessThan(512L << 20);
        long unpacked = 0;
        try (InputStream in =
                Packing.open(new ByteArrayInputStream(packed), "a.csv.gz", packed.length, FileLimits.DEFAULT)) {
            byte[] buffer = new byte[8192];
            for (int count = in.read(buffer, 0, 8192); count > 0; count = in.read(buffer, 0, 8192)) {
                unpacked += count;
            }
            fail("it was unpacked whole");
        } catch (UnusableFileException e) {
            assertThat(e.reason()).isEqualTo("grows_too_large");
            assertThat(e).hasMessageContaining("--max-growth");
        }
        assertThat(unpacked).isBetween(allowed - 8192, allowed);
    }

    @Test
    void whatASmallFileUnpacksToIsFreeUpToASize() throws IOException {
        byte[] packed = gzip("x".repeat(10 << 20));
        assertThat(packed.length * 200L).isLessThan(10L << 20);
        try (InputStream in =
                Packing.open(new ByteArrayInputStream(packed), "a.csv.gz", packed.length, FileLimits.DEFAULT)) {
            assertThat(in.readAllBytes()).hasSize(10 << 20);
        }
    }

    @Test
    void aReadThatFailsIsNotTheFilesFault() throws IOException {
        InputStream closed = InputStream.nullInputStream();
        closed.close();
        InputStream failing =
                new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(gzip(text()), 100)), closed);
        assertThatThrownBy(() -> {
                    try (CsvRecords records = CsvRecords.open(
                            Packing.open(failing, "a.csv.gz", Long.MAX_VALUE, FileLimits.NONE),
                            Dialect.RFC4180,
                            COLUMNS)) {
                        while (records.next()) {}
                    }
                })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(UnusableFileException.class);
    }

    private static String text() {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 100; i++) {
            text.append(random.nextInt()).append(',').append(i).append('\n');
        }
        return text.toString();
    }

    private static CsvRecords open(byte[] packed) throws IOException {
        return CsvRecords.open(
                Packing.open(new ByteArrayInputStream(packed), "a.csv.gz", Long.MAX_VALUE, FileLimits.NONE),
                Dialect.RFC4180,
                COLUMNS);
    }

    private static String unpack(byte[] packed) throws IOException {
        try (InputStream in =
                Packing.open(new ByteArrayInputStream(packed), "a.csv.gz", packed.length, FileLimits.NONE)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(UTF_8));
        }
        return packed.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
