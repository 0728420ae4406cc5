package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Any bytes at all against the framing rule said plainly; {@code tidegate.fuzz.files} and {@code .seed} set the run. */
@Tag("fuzz")
class FramingFuzzTest {
    private static final Dialect MAPPED = new Dialect((byte) ',', (byte) '"', UTF_8);
    private static final int FILES = Integer.getInteger("tidegate.fuzz.files", 4000);

    @Test
    void anyBytesAreFramedAsTheRuleSays() {
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("FramingFuzzTest -Dtidegate.fuzz.seed=" + seed);
        Random random = new Random(seed);
        Set<Problem> met = EnumSet.noneOf(Problem.class);
        int recordsOfSeveralLines = 0;
        for (int file = 0; file < FILES; file++) {
            byte[] bytes = Noise.text(random, 60).getBytes(ISO_8859_1);
            int fieldCount = 1 + random.nextInt(4);
            boolean strict = random.nextBoolean();
            List<FramedRecord> expected = FramingOracle.frame(bytes, fieldCount, strict);
            assertThat(FramedRecord.scan(bytes, strict ? Dialect.RFC4180 : MAPPED, fieldCount))
                    .as("file %d of seed %d, %d fields", file, seed, fieldCount)
                    .isEqualTo(expected);
            for (FramedRecord record : expected) {
                if (record.problem() != null) {
                    met.add(record.problem());
                } else if (record.values().toString().contains("\n")) {
                    recordsOfSeveralLines++;
                }
            }
        }
        assertThat(met).isEqualTo(EnumSet.range(Problem.UNBALANCED_QUOTE, Problem.FIELD_COUNT));
        assertThat(recordsOfSeveralLines).isGreaterThan(FILES / 10);
    }
}
