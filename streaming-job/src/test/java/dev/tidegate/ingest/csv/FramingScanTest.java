package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.files.FileLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fuzz")
class FramingScanTest {
    private static final int FILES = Integer.getInteger("tidegate.fuzz.files", 4000);
    private static final Columns COLUMNS = new Columns(List.of("a", "b"), Set.of("a"));

    @Test
    void partsBeginAtRecordsAtLeastTheSplitSizeApart() throws IOException {
        FramingScan.Result result = scan("a,b\n1,2\n\"x\ny\",4\n5,6\n7,8\n9,9\n".getBytes(UTF_8), 8);
        assertThat(result.splits())
                .containsExactly(
                        new SplitPoint(0, 1), new SplitPoint(8, 3), new SplitPoint(16, 5), new SplitPoint(24, 7));
    }

    @Test
    void aSmallFileIsOnePart() throws IOException {
        assertThat(scan("a,b\n1,2\n".getBytes(UTF_8), 100).splits()).containsExactly(new SplitPoint(0, 1));
        assertThat(scan(new byte[0], 100).splits()).containsExactly(new SplitPoint(0, 1));
    }

    @Test
    void theHashIsThatOfAllBytes() throws Exception {
        byte[] file = "\u00ef\u00bb\u00bfa,b\n1,\"2\n\n \n".getBytes(ISO_8859_1);
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(file);
        assertThat(scan(file, 100).sha256()).isEqualTo(HexFormat.of().formatHex(sha256));
    }

    @Test
    void thePartsTogetherAreTheWholeFile() throws IOException {
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("FramingScanTest -Dtidegate.fuzz.seed=" + seed);
        Random random = new Random(seed);
        int parts = 0;
        for (int i = 0; i < FILES; i++) {
            String bom = random.nextInt(4) == 0 ? "\u00ef\u00bb\u00bf" : "";
            byte[] file = (bom + Noise.blankLines(random) + "a,b\r\n" + Noise.text(random, 60)).getBytes(ISO_8859_1);
            int splitSize = 1 + random.nextInt(50);
            List<SplitPoint> splits = scan(file, splitSize).splits();
            assertThat(readParts(file, splits))
                    .as("file %d of seed %d, split size %d", i, seed, splitSize)
                    .isEqualTo(shown(CsvRecords.open(new ByteArrayInputStream(file), Dialect.RFC4180, COLUMNS)));
            parts += splits.size();
        }
        assertThat(parts).isGreaterThan(3 * FILES);
    }

    private static List<String> readParts(byte[] file, List<SplitPoint> splits) throws IOException {
        FileHead head = FileHead.of(new ByteArrayInputStream(file), Dialect.RFC4180, COLUMNS, FileLimits.NONE);
        List<String> records = new ArrayList<>();
        for (int i = 0; i < splits.size(); i++) {
            SplitPoint from = splits.get(i);
            long end = i + 1 < splits.size() ? splits.get(i + 1).offset() : file.length;
            ByteArrayInputStream in = new ByteArrayInputStream(file);
            in.skipNBytes(from.offset());
            records.addAll(shown(CsvRecords.range(in, head, COLUMNS, from, end)));
        }
        return records;
    }

    private static List<String> shown(CsvRecords records) throws IOException {
        List<String> shown = new ArrayList<>();
        while (records.next()) {
            shown.add("line %d, %d bytes at %d: %s [%s][%s]"
                    .formatted(
                            records.line(),
                            records.byteLength(),
                            records.byteOffset(),
                            records.problem(),
                            records.value(0),
                            records.value(1)));
        }
        return shown;
    }

    private static FramingScan.Result scan(byte[] file, long splitSize) throws IOException {
        return FramingScan.scan(new ByteArrayInputStream(file), Dialect.RFC4180, COLUMNS, splitSize);
    }
}
