package dev.tidegate.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.csv.SplitPoint;
import dev.tidegate.ingest.source.LandedFile.Framing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every byte of every file is in one range of one task, and no core is left without work. */
class LandingPartitionTest {

    private static final long MB = 1 << 20;

    @Test
    void smallFilesShareATask() {
        List<LandingPartition> tasks = LandingPartition.pack(files(100, 10), 2, 32 * MB);
        assertThat(tasks).hasSize(1);
        assertThat(tasks.get(0).ranges())
                .extracting(FileRange::fileNo)
                .hasSize(100)
                .isSorted();
    }

    @Test
    void everyCoreGetsItsShareOfFilesThatAreWorthIt() {
        List<LandingPartition> tasks = LandingPartition.pack(files(16, MB), 4, 32 * MB);
        assertThat(tasks).hasSize(4).allMatch(task -> task.ranges().size() == 4);
    }

    @Test
    void noTaskReadsMuchMoreThanTheSplitSize() {
        List<LandingPartition> tasks = LandingPartition.pack(files(10, 30 * MB), 1, 32 * MB);
        assertThat(tasks).hasSize(10);
    }

    @Test
    void emptyFilesAreReadToo() {
        List<LandingPartition> tasks = LandingPartition.pack(files(3, 0), 2, 32 * MB);
        assertThat(tasks).flatExtracting(LandingPartition::ranges).hasSize(3).allMatch(FileRange::whole);
    }

    @Test
    void noFileNoTask() {
        assertThat(LandingPartition.pack(List.of(), 2, 32 * MB)).isEmpty();
    }

    @Test
    void rangesOfABigFileMeetWithoutGapAndAreReadSideBySide() {
        Framing framing = new Framing(
                "00".repeat(32),
                List.of(new SplitPoint(0, 1), new SplitPoint(33 * MB, 1000), new SplitPoint(66 * MB, 2000)),
                Dialect.RFC4180);
        List<LandedFile> files =
                List.of(new LandedFile("small.csv", 5, 1, null), new LandedFile("big.csv", 70 * MB, 1, framing));
        List<LandingPartition> tasks = LandingPartition.pack(files, 2, 32 * MB);
        List<FileRange> ranges = new ArrayList<>();
        tasks.forEach(task -> ranges.addAll(task.ranges()));
        LandedFile big = new LandedFile("big.csv", 70 * MB, 1, null);
        assertThat(ranges)
                .containsExactly(
                        new FileRange(1, files.get(0), 0, 5, 1),
                        new FileRange(2, big, 0, 33 * MB, 1),
                        new FileRange(2, big, 33 * MB, 66 * MB, 1000),
                        new FileRange(2, big, 66 * MB, 70 * MB, 2000));
        assertThat(tasks).hasSizeGreaterThanOrEqualTo(3);
        assertThat(ranges).filteredOn(FileRange::whole).containsExactly(ranges.get(0));
    }

    private static List<LandedFile> files(int count, long size) {
        List<LandedFile> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(new LandedFile(i + ".csv", size, i, null));
        }
        return files;
    }
}
