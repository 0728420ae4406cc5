package dev.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * On YARN, in both deploy modes: executors die in the middle of their COPY, and the application master while a micro-batch is
 * merged and the next one staged.
 */
@Tag("yarn")
class YarnIT {

    /** Two micro-batches of three. */
    private static final int FILES = 6;

    private static final int RECORDS = 8_000;

    /** Executors are numbered from 1 in each attempt, and those that died are replaced. */
    private static final int MOST_EXECUTORS = 20;

    /** Processes that end before C2's code pays for its compilation. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    @TempDir
    static Path servers;

    private static HadoopCluster cluster;

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path home;

    @BeforeAll
    static void startHadoop() throws IOException {
        cluster = HadoopCluster.start("YarnIT", servers);
    }

    @AfterAll
    static void stopHadoop() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** The driver lives on where it was started, and gets executors from the next application master. */
    @Test
    void inClientModeExecutorAndApplicationMasterThatDieLoseAndDoubleNothing() throws Exception {
        LoadedDatabase loaded = new LoadedDatabase(database);
        LandingOnHdfs landing = new LandingOnHdfs(cluster.hdfs(), "client");
        List<String> job = loaded.options(home, landing.top());
        containersDie(loaded, landing, List.of("--deploy-mode", "client"), job, "ExecutorLauncher");
    }

    /** The driver is in the application master: the next attempt has a new one. The password file is sent there. */
    @Test
    void inClusterModeExecutorAndDriverThatDieLoseAndDoubleNothing() throws Exception {
        LoadedDatabase loaded = new LoadedDatabase(database);
        LandingOnHdfs landing = new LandingOnHdfs(cluster.hdfs(), "cluster");
        Path password = loaded.passwordFile(home);
        List<String> spark = List.of("--deploy-mode", "cluster", "--files", password.toString());
        List<String> job = loaded.optionsWith(password.getFileName().toString(), landing.top());
        containersDie(loaded, landing, spark, job, "ApplicationMaster");
    }

    /** Exit code 3 elsewhere. Each attempt is refused; what is said stands in the log of the container. */
    @Test
    void inClusterModeAJobThatIsRefusedFailsInYarnToo() throws Exception {
        LoadedDatabase loaded = new LoadedDatabase(database);
        LandingOnHdfs landing = new LandingOnHdfs(cluster.hdfs(), "refused");
        database.execute("UPDATE pipeline SET schema_version = 0");
        Path password = loaded.passwordFile(home);
        Process job = submit(
                landing,
                List.of("--deploy-mode", "cluster", "--files", password.toString()),
                loaded.optionsWith(password.getFileName().toString(), landing.top()));

        assertThat(job.waitFor(5, TimeUnit.MINUTES)).as("ended in time").isTrue();
        assertThat(job.exitValue()).as(said(landing.name())).isEqualTo(1);
        assertThat(cluster.ended(landing.name())).isEqualTo(new HadoopCluster.Ended(FinalApplicationStatus.FAILED, 2));
        assertThat(said(landing.name())).contains("has schema version 0", "User application exited with status 3");
    }

    private void containersDie(
            LoadedDatabase loaded, LandingOnHdfs landing, List<String> spark, List<String> options, String master)
            throws Exception {
        Delivery delivery = new Delivery();
        List<String> names = new ArrayList<>();
        for (int file = 0; file < FILES; file++) {
            names.add(file + ".csv");
            landing.deliver(file + ".csv", delivery.file(RECORDS));
        }

        Process job = submit(landing, spark, options);
        await(job, landing, () -> cluster.said(landing.name()).contains("Fault point IN_TASK_IN_COPY strikes"));
        try (Connection locking = database.connect();
                Statement statement = locking.createStatement()) {
            locking.setAutoCommit(false);
            // What the others copy, and the next executor does in its place, waits here to be merged.
            statement.execute("LOCK TABLE raw_events IN EXCLUSIVE MODE");
            await(job, landing, this::mergeWaits);
            HadoopCluster.kill("org.apache.spark.deploy.yarn." + master);
            cluster.awaitAttempt(landing.name(), 2);
            locking.rollback();
            assertThat(job.waitFor(5, TimeUnit.MINUTES)).as("ended in time").isTrue();
            assertThat(job.exitValue()).as(said(landing.name())).isZero();
        }

        loaded.holdsExactly(delivery);
        assertThat(loaded.rows("SELECT count(*) FROM ingest_batches"))
                .as("micro-batches, which are so large that executors copy them")
                .containsExactly("2");
        assertThat(landing.filesIn("archive")).containsExactlyElementsOf(names);
        assertThat(landing.filesIn("input")).isEmpty();
        assertThat(cluster.ended(landing.name()))
                .isEqualTo(new HadoopCluster.Ended(FinalApplicationStatus.SUCCEEDED, 2));
    }

    private Process submit(LandingOnHdfs landing, List<String> more, List<String> options) throws IOException {
        SparkPrograms programs = new SparkPrograms(home);
        programs.secure("");
        for (int executor = 1; executor <= MOST_EXECUTORS; executor++) {
            // Java reads options from files, too: so the first executor of an attempt gets one that others have not.
            Files.writeString(
                    home.resolve(executor + ".options"),
                    QUICK + (executor == 1 ? " -Dtidegate.fault=IN_TASK_IN_COPY" : ""));
        }
        List<String> spark = new ArrayList<>(SparkPrograms.words("--master yarn --num-executors 2"
                + " --executor-memory 512m --executor-cores 1 --conf spark.yarn.maxAppAttempts=2"
                + " --conf spark.scheduler.minRegisteredResourcesRatio=1"
                + " --conf spark.scheduler.maxRegisteredResourcesWaitingTime=120s"));
        Map.of(
                        "spark.yarn.jars",
                        SparkPrograms.jars(),
                        "spark.executor.extraJavaOptions",
                        "@" + home + "/{{EXECUTOR_ID}}.options",
                        "spark.yarn.appMasterEnv.JAVA_HOME",
                        System.getProperty("java.home"),
                        "spark.executorEnv.JAVA_HOME",
                        System.getProperty("java.home"),
                        "spark.yarn.appMasterEnv.SPARK_LOCAL_IP",
                        "127.0.0.1",
                        "spark.executorEnv.SPARK_LOCAL_IP",
                        "127.0.0.1")
                .forEach((name, value) -> spark.addAll(List.of("--conf", name + "=" + value)));
        spark.addAll(List.of("--name", landing.name(), "--driver-java-options", QUICK));
        spark.addAll(List.of("--conf", "spark.yarn.am.extraJavaOptions=" + QUICK));
        spark.addAll(more);
        return programs.submit("job", Map.of("HADOOP_CONF_DIR", cluster.conf()), spark, options);
    }

    /** Waits for what comes while the job runs. */
    private void await(Process job, LandingOnHdfs landing, Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> condition.call() || !job.isAlive());
        assertThat(job.isAlive()).as(said(landing.name())).isTrue();
    }

    private boolean mergeWaits() throws SQLException {
        return !new LoadedDatabase(database)
                .rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND wait_event_type = 'Lock' AND usename = '"
                        + database.ingest().user() + "'")
                .isEmpty();
    }

    /** What submitter and containers have said. */
    private String said(String name) {
        return new SparkPrograms(home).said("job") + cluster.said(name);
    }
}
