package dev.tidegate.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeterminismTest {

    private static final String[] HISTORY = {
        "--seed=7", "--start=2026-03-01T00:00:00Z", "--files=5", "--events-per-file=400", "--interval=0",
        "--redelivered=0.1", "--corrected=0.1", "--out-of-order=0.1", "--malformed=0.1", "--unknown-type=0.1"
    };

    @TempDir
    private Path directory;

    private int runs;

    @Test
    void aHistoryOfOneSeedIsTheSameInNamesBytesAndTruth() throws IOException {
        Run one = Run.in(directory.resolve("one"), HISTORY);
        Run other = Run.in(directory.resolve("other"), HISTORY);

        assertThat(one.files()).hasSize(5).isEqualTo(other.files());
        assertThat(one.truth()).hasSize(2001).isEqualTo(other.truth());
        assertThat(one.catalog()).isEqualTo(other.catalog());
    }

    @Test
    void liveRunsOfOneSeedDifferOnlyInTime() {
        Run one = Run.in(directory.resolve("one"), "--seed=7", "--files=3", "--interval=1ms");
        Run other = Run.in(directory.resolve("other"), "--seed=7", "--files=3", "--interval=1ms");

        assertThat(withoutTime(one)).hasSize(45).isEqualTo(withoutTime(other));
    }

    @Test
    void anotherSeedMakesOtherEvents() {
        assertThat(ids("--seed=7", "--start=2026-03-01T00:00:00Z"))
                .doesNotContainAnyElementsOf(ids("--seed=8", "--start=2026-03-01T00:00:00Z"));
    }

    @Test
    void twoHistoriesOfOneSeedShareNoEventId() {
        assertThat(ids("--seed=7", "--start=2026-03-01T00:00:00Z"))
                .doesNotContainAnyElementsOf(ids("--seed=7", "--start=2026-04-01T00:00:00Z"))
                .doesNotContainAnyElementsOf(ids("--seed=7"));
    }

    @Test
    void runsWithoutSeedShareNoEventIdAndPrintTheirSeed() {
        Run run = Run.in(directory.resolve("unseeded"), "--files=1", "--interval=0");
        String seed = run.out().lines().findFirst().orElseThrow().replaceFirst(".*Seed ", "");

        assertThat(ids()).doesNotContainAnyElementsOf(ids());
        assertThat(ids("--seed=" + seed))
                .isEqualTo(run.lines().stream().map(DeterminismTest::id).toList());
    }

    private List<String> ids(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--files=1", "--interval=0"));
        Run run = Run.in(directory.resolve("run-" + ++runs), all.toArray(String[]::new));
        return run.lines().stream().map(DeterminismTest::id).toList();
    }

    private static String id(String line) {
        return line.substring(0, line.indexOf(','));
    }

    private static List<String> withoutTime(Run run) {
        return run.lines().stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }
}
