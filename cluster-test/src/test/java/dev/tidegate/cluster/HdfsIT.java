package dev.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Input, archive, quarantine and checkpoint all on HDFS. */
@Tag("long")
class HdfsIT {

    private static final int KILLED = 137;

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    java.nio.file.Path home;

    private MiniDFSCluster cluster;
    private LandingOnHdfs landing;

    @BeforeEach
    void startHdfs() throws IOException {
        cluster = new MiniDFSCluster.Builder(new Configuration(), home.toFile())
                .numDataNodes(1)
                .build();
        cluster.waitActive();
        landing = new LandingOnHdfs(cluster.getFileSystem(), "landing");
    }

    @AfterEach
    void stopHdfs() {
        cluster.shutdown(true);
    }

    @Test
    void filesOnHdfsAreLoadedAndMovedAsLocalOnesAre() throws Exception {
        LoadedDatabase loaded = new LoadedDatabase(database);
        Delivery delivery = new Delivery();
        landing.deliver("one.csv", delivery.file(50));
        landing.deliver("shop 1/2026/two.csv", delivery.file(50));
        landing.deliver("headless.csv", "nothing,that,is,known\n1,2,3,4\n");

        assertThat(run(loaded, "", "--recursive")).isZero();

        assertThat(loaded.rows("SELECT path FROM ingested_files ORDER BY path"))
                .containsExactly("headless.csv", "one.csv", "shop 1/2026/two.csv");

        loaded.holdsExactly(delivery);
        assertThat(landing.filesIn("archive")).containsExactly("one.csv", "two.csv");
        assertThat(landing.filesIn("quarantine")).containsExactly("headless.csv");
        assertThat(landing.filesIn("input")).isEmpty();
    }

    @Test
    void fileThatAKilledJobHadLoadedAndNotMovedIsMovedAndNotLoadedAgain() throws Exception {
        LoadedDatabase loaded = new LoadedDatabase(database);
        Delivery delivery = new Delivery();
        landing.deliver("one.csv", delivery.file(50));

        assertThat(run(loaded, "AFTER_COMMIT")).isEqualTo(KILLED);
        assertThat(landing.filesIn("input")).containsExactly("one.csv");
        assertThat(run(loaded, "")).isZero();

        loaded.holdsExactly(delivery);
        assertThat(landing.filesIn("archive")).containsExactly("one.csv");
        assertThat(landing.filesIn("input")).isEmpty();
    }

    @Test
    void fileDeliveredAgainIsUnchangedByWhateverCheckpoint() throws Exception {
        LoadedDatabase loaded = new LoadedDatabase(database);
        String content = new Delivery().file(50);
        landing.deliver("one.csv", content);
        assertThat(run(loaded, "")).isZero();
        landing.deliver("one.csv", content);
        assertThat(run(loaded, "")).isZero();
        landing.deliver("one.csv", content);
        landing.hdfs().delete(landing.folder("checkpoints"), true);
        assertThat(run(loaded, "")).isZero();

        assertThat(loaded.rows("SELECT path, state, inserted, unchanged FROM ingested_files ORDER BY file_id"))
                .containsExactly("one.csv|archived|43|0", "one.csv|archived|0|43", "one.csv|archived|0|43");
        loaded.nothingIsLeftOver();
    }

    private int run(LoadedDatabase loaded, String fault, String... more) throws Exception {
        SparkPrograms programs = new SparkPrograms(home);
        List<String> spark = new ArrayList<>(List.of("--master", "local[2]"));
        if (!fault.isEmpty()) {
            spark.addAll(List.of("--driver-java-options", "-Dtidegate.fault=" + fault));
        }
        List<String> options = new ArrayList<>(loaded.options(home, landing.top()));
        options.addAll(List.of(more));
        Process job = programs.submit("job", spark, options);
        assertThat(job.waitFor(10, TimeUnit.MINUTES)).as("ended in time").isTrue();
        if (job.exitValue() != 0) {
            System.err.println(programs.said("job"));
        }
        return job.exitValue();
    }
}
