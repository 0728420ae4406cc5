package dev.tidegate.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A standalone master and its workers. */
final class SparkCluster implements AutoCloseable {

    private final SparkPrograms programs;
    private final Path home;
    private final String master;
    private final Map<String, Process> daemons = new HashMap<>();

    private SparkCluster(SparkPrograms programs, Path home, String master) {
        this.programs = programs;
        this.home = home;
        this.master = master;
    }

    /** Starts a master. */
    static SparkCluster start(SparkPrograms programs, Path home) throws IOException {
        int port = freePort();
        SparkCluster cluster = new SparkCluster(programs, home, "spark://127.0.0.1:" + port);
        String words = "org.apache.spark.deploy.master.Master --host 127.0.0.1 --port %d --webui-port 0";
        cluster.daemon("master", Map.of(), words.formatted(port));
        programs.awaitSaid("master", "Starting Spark master at " + cluster.master);
        return cluster;
    }

    String master() {
        return master;
    }

    /**
     * Adds a worker of one core.
     *
     * @param fault where each executor of this worker dies; empty for a healthy one
     */
    void addWorker(String name, String fault) throws IOException {
        // Executors inherit the environment of their worker; the worker itself passes no such point.
        Map<String, String> environment =
                fault.isEmpty() ? Map.of() : Map.of("JAVA_TOOL_OPTIONS", "-Dtidegate.fault=" + fault);
        String words =
                "org.apache.spark.deploy.worker.Worker %s --host 127.0.0.1 --webui-port 0 --cores 1 --memory 512m"
                        + " --work-dir %s";
        daemon(name, environment, words.formatted(master, home.resolve(name)));
        programs.awaitSaid(name, "Successfully registered with master");
    }

    /** What the executors of a worker have said so far. */
    String executorsSaid(String worker) {
        try (Stream<Path> files = Files.walk(home.resolve(worker))) {
            StringBuilder said = new StringBuilder();
            for (Path file : files.filter(path -> path.endsWith("stderr")).toList()) {
                said.append(new String(Files.readAllBytes(file), UTF_8));
            }
            return said.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a power cut: the worker and all its executors at once. */
    void kill(String worker) {
        Process process = daemons.get(worker);
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        daemons.keySet().forEach(this::kill);
    }

    private void daemon(String name, Map<String, String> environment, String line) throws IOException {
        String[] words = SparkPrograms.words(line).toArray(String[]::new);
        daemons.put(name, programs.daemon(name, environment, words));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
