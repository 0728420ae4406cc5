package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damage costs the record it is done to and no other; {@code tidegate.fuzz.files} and {@code .seed} set the run. */
@Tag("fuzz")
class DamagedFileFuzzTest {
    private static final int FILES = Integer.getInteger("tidegate.fuzz.files", 4000);

    @Test
    void eachRecordOfADamagedFileIsReadForWhatItIs() throws IOException {
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("DamagedFileFuzzTest -Dtidegate.fuzz.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < FILES; i++) {
            DamagedFile file = new DamagedFile(random);
            assertThat(read(file.bytes()))
                    .as("file %d of seed %d: %s", i, seed, new String(file.bytes(), ISO_8859_1))
                    .isEqualTo(file.truth());
        }
    }

    private static List<String> read(byte[] file) throws IOException {
        List<String> records = new ArrayList<>();
        try (CsvRecords csv = CsvRecords.open(new ByteArrayInputStream(file), Dialect.RFC4180, DamagedFile.COLUMNS)) {
            while (csv.next()) {
                records.add(DamagedFile.shown(csv));
            }
            assertThat(csv.recordsRead()).isEqualTo(records.size());
        }
        return records;
    }
}
