package dev.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster, machines die while they copy. */
@Tag("long")
class ClusterIT {

    private static final int FILES = 3;
    private static final int RECORDS = 15_000;

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path home;

    /** Of two executors one halts in the middle of its COPY, and then its whole worker is killed. */
    @Test
    void executorAndWorkerThatDieWhileTheyCopyLoseAndDoubleNothing() throws Exception {
        LoadedDatabase loaded = new LoadedDatabase(database);
        Delivery delivery = new Delivery();
        Path input = home.resolve("input");
        delivery.into(input, FILES, RECORDS);
        SparkPrograms programs = new SparkPrograms(home);
        String secret = programs.secure();

        try (SparkCluster cluster = SparkCluster.start(programs, home)) {
            cluster.addWorker("dying", "IN_TASK_IN_COPY");
            cluster.addWorker("healthy", "");
            Process job = programs.submit("job", onAllOf(cluster), loaded.options(home, home.toString()));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> cluster.executorsSaid("dying").contains("Fault point IN_TASK_IN_COPY strikes"));
            assertThat(commandLines())
                    .as("command lines of all processes, which everybody can read")
                    .anyMatch(line -> line.contains("CoarseGrainedExecutorBackend"))
                    .noneMatch(line -> line.contains(secret))
                    .noneMatch(line -> line.contains(database.ingest().password()));
            cluster.kill("dying");

            assertThat(job.waitFor(10, TimeUnit.MINUTES)).as("ended in time").isTrue();
            assertThat(job.exitValue()).as(programs.said("job")).isZero();
        }

        loaded.holdsExactly(delivery);
        assertThat(loaded.rows("SELECT count(*) FROM ingest_batches"))
                .as("one batch, so that it was copied by the executors")
                .containsExactly("1");
        assertThat(input).isDirectoryNotContaining("glob:**.csv");
    }

    @Test
    void jobIsRefusedInOneLineWhereSparkWouldSendThePasswordInClear() throws Exception {
        LoadedDatabase loaded = new LoadedDatabase(database);
        Path input = Files.createDirectories(home.resolve("input"));
        Files.writeString(input.resolve("a.csv"), new Delivery().file(10));
        SparkPrograms programs = new SparkPrograms(home);
        // Refused before anybody is spoken to: there is no such master.
        List<String> master = SparkPrograms.words("--master spark://127.0.0.1:1 --conf spark.authenticate=false");
        Process job = programs.submit("job", master, loaded.options(home, home.toString()));
        assertThat(job.waitFor(5, TimeUnit.MINUTES)).as("ended in time").isTrue();
        assertThat(job.exitValue()).as(programs.said("job")).isEqualTo(3);
        assertThat(programs.said("job").lines().filter(line -> line.contains("ERROR")))
                .singleElement()
                .asString()
                .contains("spark://127.0.0.1:1", "spark.network.crypto.enabled=false", "--trusted-network");
        assertThat(input).isDirectoryContaining("glob:**/a.csv");
    }

    private static List<String> commandLines() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .toList();
    }

    /** Both executors are there before the first task, so each has one. */
    private static List<String> onAllOf(SparkCluster cluster) {
        String line = "--master %s --executor-memory 512m --conf spark.cores.max=2"
                + " --conf spark.scheduler.minRegisteredResourcesRatio=1"
                + " --conf spark.scheduler.maxRegisteredResourcesWaitingTime=120s";
        return SparkPrograms.words(line.formatted(cluster.master()));
    }
}
