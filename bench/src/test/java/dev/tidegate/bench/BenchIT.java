package dev.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** That the benchmark runs and finds its checks right; how fast is no test. */
@Tag("long")
class BenchIT {

    @TempDir
    private Path folder;

    @Test
    void allWaysLoadTheSameRows() {
        assertThat(bench(
                        "throughput", "--files=3", "--rows=50", "--files-per-batch=2", "--rounds=1", "--cold-rounds=0"))
                .isZero();
        assertThat(folder.resolve("bench-throughput.csv"))
                .content()
                .contains("Tidegate,", "COPY + upsert,", "Spark JDBC + upsert,", "limit of the server,")
                .matches(this::hasPgLoaderWhereItIsInstalled);
        assertThat(folder.resolve("bench-throughput.png")).isNotEmptyFile();
    }

    @Test
    void declaredStreamAndBareRecipeLoadTheSameRows() {
        assertThat(bench("throughput", "--stream", "--files=3", "--rows=100", "--files-per-batch=2", "--rounds=1"))
                .isZero();
        assertThat(folder.resolve("bench-throughput-stream.csv"))
                .content()
                .contains("Tidegate: new,", "COPY + upsert: one known in fifty,");
    }

    @Test
    void mappedAndNativeFilesLoadTheSameRows() {
        assertThat(bench("throughput", "--mapped", "--files=3", "--rows=100", "--files-per-batch=2", "--rounds=1"))
                .isZero();
        assertThat(folder.resolve("bench-throughput-mapped.csv"))
                .content()
                .contains("native,", "delimiter: names and words,", "numbers and times: too,", "lines of JSON,");
    }

    @Test
    void filesOfWhichAShareIsKnownAreLoadedAlikeByJobAndPeers() {
        assertThat(bench("throughput", "--known=0.2", "--files=3", "--rows=100", "--files-per-batch=2", "--rounds=1"))
                .isZero();
        assertThat(folder.resolve("bench-throughput-known.csv"))
                .content()
                .contains("Tidegate: 0.2 known,", "COPY + upsert: 0.2 known,", "Spark JDBC + upsert: 0.2 known,")
                .matches(this::hasPgLoaderWhereItIsInstalled);
    }

    @Test
    void filesThatAreKnownWholeAreLoadedAlikeByJobAndPeers() {
        assertThat(bench("throughput", "--known=1", "--files=2", "--rows=100", "--rounds=1"))
                .isZero();
        assertThat(folder.resolve("bench-throughput-known.csv"))
                .content()
                .contains("Tidegate: all redelivered,", "Tidegate: all corrected,");
    }

    @Test
    void smallFilesAreSeenAndCounted() throws Exception {
        assertThat(bench("latency", "--batches=2", "--files=3", "--every=50", "--spark-jdbc-batches=2"))
                .isZero();
        assertThat(Files.readString(folder.resolve("bench-latency.csv"))).contains("file visible to rows visible,");
    }

    @Test
    void microBatchesUnderAnOldSnapshotAreMeasured() {
        assertThat(bench("old-snapshot", "--batches=10", "--warm-up=2")).isZero();
        assertThat(folder.resolve("bench-old-snapshot.csv")).content().contains("server_cpu_ms,pages", " to 12,");
    }

    private boolean hasPgLoaderWhereItIsInstalled(String table) {
        return table.contains("pgloader + upsert") == PgLoader.program().isPresent();
    }

    /** Where files go may be said before the command and behind it. */
    private int bench(String command, String... options) {
        List<String> all = new ArrayList<>(List.of("--work=" + folder, command));
        all.addAll(List.of(options));
        all.add("--results=" + folder);
        return new CommandLine(new Bench()).execute(all.toArray(String[]::new));
    }
}
