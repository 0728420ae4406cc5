package dev.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
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
    private FileSystem hdfs;

    @BeforeEach
    void startHdfs() throws IOException {
        cluster = new MiniDFSCluster.Builder(new Configuration(), home.toFile())
                .numDataNodes(1)
                .build();
        cluster.waitActive();
        hdfs = cluster.getFileSystem();
    }

    @AfterEach
    void stopHdfs() {
        cluster.shutdown(true);
    }

    @Test
    void filesOnHdfsAreLoadedAndMovedAsLocalOnesAre() throws Exception {
        LoadedDatabase loaded = new LoadedDatabase(database);
        Delivery delivery = new Delivery();
        deliver("one.csv", delivery.file(50));
        deliver("shop 1/2026/two.csv", delivery.file(50));
        deliver("headless.csv", "nothing,that,is,known\n1,2,3,4\n");

        assertThat(run(loaded, "", "--recursive")).isZero();

        assertThat(loaded.rows("SELECT path FROM ingested_files ORDER BY path"))
                .containsExactly("headless.csv", "one.csv", "shop 1/2026/two.csv");

        loaded.holdsExactly(delivery);
        assertThat(filesIn("archive")).containsExactly("one.csv", "two.csv");
        assertThat(filesIn("quarantine")).containsExactly("headless.csv");
        assertThat(filesIn("input")).isEmpty();
    }

    @Test
    void fileThatAKilledJobHadLoadedAndNotMovedIsMovedAndNotLoadedAgain() throws Exception {
        LoadedDatabase loaded = new LoadedDatabase(database);
        Delivery delivery = new Delivery();
        deliver("one.csv", delivery.file(50));

        assertThat(run(loaded, "AFTER_COMMIT")).isEqualTo(KILLED);
        assertThat(filesIn("input")).containsExactly("one.csv");
        assertThat(run(loaded, "")).isZero();

        loaded.holdsExactly(delivery);
        assertThat(filesIn("archive")).containsExactly("one.csv");
        assertThat(filesIn("input")).isEmpty();
    }

    @Test
    void fileDeliveredAgainIsUnchangedByWhateverCheckpoint() throws Exception {
        LoadedDatabase loaded = new LoadedDatabase(database);
        String content = new Delivery().file(50);
        deliver("one.csv", content);
        assertThat(run(loaded, "")).isZero();
        deliver("one.csv", content);
        assertThat(run(loaded, "")).isZero();
        deliver("one.csv", content);
        hdfs.delete(folder("checkpoints"), true);
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
        List<String> options = new ArrayList<>(loaded.options(home, folder("").toString()));
        options.addAll(List.of(more));
        Process job = programs.submit("job", spark, options);
        assertThat(job.waitFor(10, TimeUnit.MINUTES)).as("ended in time").isTrue();
        if (job.exitValue() != 0) {
            System.err.println(programs.said("job"));
        }
        return job.exitValue();
    }

    private Path folder(String name) {
        return new Path(cluster.getURI().toString(), "/landing/" + name);
    }

    /** As a careful producer does: written under a name that is not taken, then renamed. */
    private void deliver(String name, String content) throws IOException {
        Path unfinished = new Path(folder("input"), ".delivery.tmp");
        hdfs.mkdirs(new Path(folder("input"), name).getParent());
        try (FSDataOutputStream out = hdfs.create(unfinished)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(hdfs.rename(unfinished, new Path(folder("input"), name))).isTrue();
    }

    /** Names without the file id that the archive puts in front, in order; the job's mark of the folder is none of them. */
    private List<String> filesIn(String name) throws IOException {
        List<String> names = new ArrayList<>();
        if (hdfs.exists(folder(name))) {
            RemoteIterator<LocatedFileStatus> files = hdfs.listFiles(folder(name), true);
            while (files.hasNext()) {
                names.add(files.next().getPath().getName().replaceFirst("^[0-9]+-", ""));
            }
        }
        names.remove(".tidegate");
        names.sort(String::compareTo);
        return names;
    }
}
