package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long records, records across the edges of the buffer, and files made to be slow or large. */
class LimitsTest {
    private static final int MAX = RecordScanner.MAX_RECORD;
    private static final long MEGABYTE = 1_000_000;

    @Test
    void aRecordMayHaveOneMebibyte() {
        String line = "a,b," + "c".repeat(MAX - 4);
        assertThat(lengths(line + "\n1,2,3")).containsExactly("1 ok " + MAX, "2 ok 5");
        assertThat(lengths(line + "c\r\n1,2,3")).containsExactly("1 too_long " + (MAX + 1), "2 ok 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void aRecordOfSeveralLinesMayHaveOneMebibyte(String lineEnd) {
        int filling = MAX - 6 - lineEnd.length();
        assertThat(lengths("a,b,\"" + lineEnd + "c".repeat(filling) + "\"" + lineEnd + "1,2,3"))
                .containsExactly("1 ok " + MAX, "3 ok 5");
        assertThat(lengths("a,b,\"" + lineEnd + "c".repeat(filling + 1) + "\"" + lineEnd + "1,2,3"))
                .containsExactly("1 unbalanced_quote 5", "2 field_count " + (filling + 2), "3 ok 5");
    }

    @Test
    void aLineThatIsTooLongIsOneRejectWhateverItsQuotes() {
        String line = "\"" + "x".repeat(2 * MAX);
        assertThat(lengths(line + "\n" + line + "\r\n\"a\",b,c\r" + line))
                .containsExactly(
                        "1 too_long " + line.length(),
                        "2 too_long " + line.length(),
                        "3 ok 7",
                        "4 too_long " + line.length());
    }

    @Test
    void aLineOfAHundredMegabytesIsPassedOverInLittleMemory() throws IOException {
        InputStream file = new SequenceInputStream(new Repeated("x", 100 * MEGABYTE), new Repeated("\na,b,c", 6));
        long before = allocatedBytes();
        RecordScanner scanner = new RecordScanner(file, Dialect.RFC4180, 3, 0, 1);
        assertThat(scanner.next()).isTrue();
        assertThat(scanner.problem()).isEqualTo(Problem.TOO_LONG);
        assertThat(scanner.length()).isEqualTo(100 * MEGABYTE);
        assertThat(scanner.next()).isTrue();
        assertThat(scanner.text(2)).isEqualTo("c");
        assertThat(allocatedBytes() - before).isLessThan(5 * MEGABYTE);
    }

    /** Line after line opens a quote, or is next to nothing: reading such files is no more work than any others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\n",
                "a,b,\"\n",
                "a\",\"\n",
                "a,\"b\n\"\",\"\"\n",
                "\"\n\"\"\n\"\"\n\"\"\n\"\"\n\"\"\n",
                "\n",
                "\0"
            })
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void hostileFilesOfFiftyMegabytesTakeSeconds(String repeated) throws IOException {
        InputStream file = new SequenceInputStream(new Repeated("\"\n", 2), new Repeated(repeated, 50 * MEGABYTE));
        RecordScanner scanner = new RecordScanner(file, Dialect.RFC4180, 9, 0, 1);
        long records = 0;
        while (scanner.next()) {
            records++;
        }
        assertThat(records).isPositive();
        assertThat(scanner.nextOffset()).isEqualTo(2 + 50 * MEGABYTE);
    }

    @Test
    void recordsAcrossTheEdgesOfTheBufferAreFramedAsAnyOther() {
        long seed = 20251122;
        Random random = new Random(seed);
        for (int file = 0; file < 30; file++) {
            byte[] bytes = longNoise(random);
            assertThat(FramedRecord.scan(bytes, Dialect.RFC4180, 2))
                    .as("file %d of seed %d", file, seed)
                    .isEqualTo(FramingOracle.frame(bytes, 2, true));
        }
    }

    /** Noise with fillings that bring it to the sizes at which the buffer is full, grows or may grow no more. */
    private static byte[] longNoise(Random random) {
        int[] sizes = {1 << 16, 1 << 17, 1 << 18, MAX, MAX + (1 << 16)};
        StringBuilder noise = new StringBuilder();
        for (int part = 0; part < 4; part++) {
            noise.append(Noise.text(random, 12));
            int filling = sizes[random.nextInt(sizes.length)] - noise.length() - random.nextInt(8);
            noise.append("x".repeat(Math.max(filling, 0)));
            noise.append(Noise.text(random, 12));
        }
        return noise.toString().getBytes(ISO_8859_1);
    }

    private static List<String> lengths(String file) {
        return FramedRecord.scan(file.getBytes(ISO_8859_1), Dialect.RFC4180, 3).stream()
                .map(r -> r.line() + " "
                        + (r.problem() == null ? "ok" : r.problem().code()) + " " + r.length())
                .toList();
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** A text over and over, up to a size. */
    private static final class Repeated extends InputStream {
        private final byte[] block;
        private final long size;
        private long at;

        Repeated(String text, long size) {
            this.block = text.repeat(1 + 10_000 / text.length()).getBytes(ISO_8859_1);
            this.size = size;
        }

        @Override
        public int read() {
            return at < size ? block[(int) (at++ % block.length)] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int from, int length) {
            int start = (int) (at % block.length);
            int count = (int) Math.min(size - at, Math.min(length, block.length - start));
            System.arraycopy(block, start, target, from, count);
            at += count;
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}
