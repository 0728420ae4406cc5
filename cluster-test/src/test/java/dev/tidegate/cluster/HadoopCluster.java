package dev.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.RMApp;
import org.awaitility.Awaitility;

/**
 * HDFS and YARN, with a resource manager and two node managers, in the process of the test. What they start, application
 * masters and executors, are processes of their own.
 */
final class HadoopCluster implements AutoCloseable {

    private static final String ANY_PORT = "127.0.0.1:0";
    private static final String NODE_MB = "2560";

    private final MiniDFSCluster hdfs;
    private final MiniYARNCluster yarn;
    private final Path conf;

    private HadoopCluster(MiniDFSCluster hdfs, MiniYARNCluster yarn, Path conf) {
        this.hdfs = hdfs;
        this.yarn = yarn;
        this.conf = conf;
    }

    /** Starts all of it, with the files of HDFS and the settings of clients in this folder. */
    static HadoopCluster start(String name, Path home) throws IOException {
        MiniDFSCluster hdfs = new MiniDFSCluster.Builder(new Configuration(), home.toFile())
                .numDataNodes(1)
                .build();
        hdfs.waitActive();
        MiniYARNCluster yarn = new MiniYARNCluster(name, 2, 1, 1);
        YarnConfiguration settings = settings();
        settings.set("fs.defaultFS", hdfs.getURI().toString());
        yarn.init(settings);
        yarn.start();
        // It may have returned before it knows the port.
        Awaitility.await()
                .until(() -> !yarn.getConfig().get(YarnConfiguration.RM_ADDRESS).endsWith(":0"));
        HadoopCluster cluster = new HadoopCluster(hdfs, yarn, Files.createDirectories(home.resolve("hadoop-conf")));
        for (String file : List.of("core-site.xml", "yarn-site.xml")) {
            try (OutputStream out = Files.newOutputStream(cluster.conf.resolve(file))) {
                yarn.getConfig().writeXml(out);
            }
        }
        return cluster;
    }

    private static YarnConfiguration settings() {
        YarnConfiguration settings = new YarnConfiguration();
        // The small cluster comes without a file that says which queues there are.
        settings.set("yarn.scheduler.capacity.root.queues", "default");
        settings.set("yarn.scheduler.capacity.root.default.capacity", "100");
        settings.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.9");
        settings.set(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, "128");
        settings.set(YarnConfiguration.NM_PMEM_MB, NODE_MB);
        settings.set(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, NODE_MB);
        settings.set(YarnConfiguration.NM_PMEM_CHECK_ENABLED, "false");
        settings.set(YarnConfiguration.NM_VMEM_CHECK_ENABLED, "false");
        settings.set(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, "100");
        settings.set(YarnConfiguration.RM_NM_HEARTBEAT_INTERVAL_MS, "200");
        // Of this machine only: what is called fixed here is what is said, and not the name of the machine.
        settings.set(YarnConfiguration.YARN_MINICLUSTER_FIXED_PORTS, "true");
        for (String address : YarnConfiguration.getServiceAddressConfKeys(settings)) {
            settings.set(address, ANY_PORT);
        }
        for (String address : List.of(
                YarnConfiguration.NM_ADDRESS,
                YarnConfiguration.NM_LOCALIZER_ADDRESS,
                YarnConfiguration.NM_COLLECTOR_SERVICE_ADDRESS,
                YarnConfiguration.NM_WEBAPP_ADDRESS)) {
            settings.set(address, ANY_PORT);
        }
        return settings;
    }

    /** What {@code HADOOP_CONF_DIR} is for clients. */
    String conf() {
        return conf.toString();
    }

    FileSystem hdfs() throws IOException {
        return hdfs.getFileSystem();
    }

    /** Waits until this attempt of an application has its application master. */
    void awaitAttempt(String name, int attempt) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(application(name))
                .as("attempt %s of %s", attempt, name)
                .get()
                .matches(app -> app.getAppAttempts().size() == attempt
                        && app.getCurrentAppAttempt().getTrackingUrl() != null));
    }

    /** What YARN says of an application: how it ended, and how many attempts it had. */
    Ended ended(String name) {
        Awaitility.await().untilAsserted(() -> assertThat(application(name))
                .get()
                .matches(app -> app.getFinalApplicationStatus() != FinalApplicationStatus.UNDEFINED));
        RMApp app = application(name).orElseThrow();
        return new Ended(app.getFinalApplicationStatus(), app.getAppAttempts().size());
    }

    /** How an application ended. */
    record Ended(FinalApplicationStatus status, int attempts) {}

    private Optional<RMApp> application(String name) {
        return yarn.getResourceManager().getRMContext().getRMApps().values().stream()
                .filter(app -> app.getName().equals(name))
                .findFirst();
    }

    /** What the containers of an application have said so far; nothing where it has not begun. */
    String said(String name) {
        Optional<RMApp> app = application(name);
        if (app.isEmpty()) {
            return "";
        }
        Path folder = Path.of(app.get().getApplicationId().toString());
        try (Stream<Path> files = Files.walk(yarn.getTestWorkDir().toPath())) {
            StringBuilder said = new StringBuilder();
            for (Path file : files.filter(path -> path.endsWith("stderr"))
                    .filter(path -> path.getParent().getParent().endsWith(folder))
                    .toList()) {
                said.append(file).append('\n').append(Files.readString(file, StandardCharsets.UTF_8));
            }
            return said.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As when its machine loses power: the one container that runs this class. */
    static void kill(String mainClass) {
        List<ProcessHandle> running = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .filter(process -> process.info().commandLine().orElse("").contains(" " + mainClass + " "))
                .toList();
        assertThat(running).as("containers that run " + mainClass).hasSize(1);
        running.get(0).destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        yarn.close();
        hdfs.shutdown(true);
    }
}
