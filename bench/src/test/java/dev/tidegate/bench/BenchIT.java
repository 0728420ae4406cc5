package dev.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** That the benchmark runs and finds its checks right; how fast is no test. */
class BenchIT {

    @TempDir
    private Path folder;

    @Test
    void allThreeWaysLoadTheSameRows() {
        assertThat(bench(
                        new Throughput(),
                        "--files=3",
                        "--rows=50",
                        "--files-per-batch=2",
                        "--rounds=1",
                        "--cold-rounds=0"))
                .isZero();
        assertThat(folder.resolve("bench-throughput.csv")).content().contains("Tidegate,", "Spark JDBC + upsert,");
        assertThat(folder.resolve("bench-throughput.png")).isNotEmptyFile();
    }

    @Test
    void smallFilesAreSeenAndCounted() throws Exception {
        assertThat(bench(new Latency(), "--batches=2", "--files=3", "--every=50", "--spark-jdbc-batches=2"))
                .isZero();
        assertThat(Files.readString(folder.resolve("bench-latency.csv"))).contains("file visible to rows visible,");
    }

    private int bench(Measurement measurement, String... options) {
        CommandLine line = new CommandLine(measurement);
        String[] all = new String[options.length + 2];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = "--work=" + folder;
        all[options.length + 1] = "--results=" + folder;
        return line.execute(all);
    }
}
