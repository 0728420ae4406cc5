package dev.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Runs the pods of executors, each as a process of this machine, with what the image {@code streaming-job} has, with the arguments
 * and the environment that the pod says, and its volumes in folders. It tells the API what becomes of them, as a kubelet does.
 */
final class Node implements AutoCloseable, Watcher<Pod> {

    private static final String ADDRESS = "127.0.0.1";

    private final KubernetesClient client;
    private final Path home;
    private final Map<String, String> secrets;
    private final Map<String, Pod> pods = new ConcurrentHashMap<>();
    private final Map<String, Process> running = new ConcurrentHashMap<>();
    private final Queue<CompletableFuture<Void>> ends = new ConcurrentLinkedQueue<>();
    private final Watch watch;

    /**
     * Takes the pods of executors that will be made.
     *
     * @param home a folder for image, volumes and logs
     * @param secrets the Secrets of the cluster, of one key each, by their names
     */
    Node(KubernetesClient client, String namespace, Path home, Map<String, String> secrets) throws IOException {
        this.client = client;
        this.home = home;
        this.secrets = secrets;
        image();
        watch = client.pods()
                .inNamespace(namespace)
                .withLabel("spark-role", "executor")
                .watch(this);
    }

    /** As the Dockerfile has it; the folder that it starts in is not for writing. */
    private void image() throws IOException {
        Path opt = home.resolve("opt");
        Path start = Files.createDirectories(opt.resolve("tidegate/bin")).resolve("streaming-job");
        String script = Files.readString(SubmitScript.TOP.resolve("docker/streaming-job"));
        Files.writeString(start, script.replace("/opt/", opt + "/"));
        // Whoever runs the test is the user of the container.
        String entry = Files.readString(SubmitScript.TOP.resolve(".ci/stand-ins/spark-entrypoint.sh"));
        Path entryPoint = Files.writeString(opt.resolve("entrypoint.sh"), entry.replace("exec gosu spark", "exec"));
        assertThat(entryPoint.toFile().setExecutable(true)).isTrue();
        Files.copy(
                SparkPrograms.home().resolve("conf/log4j2.properties"),
                Files.createDirectories(opt.resolve("tidegate/conf")).resolve("log4j2.properties"));
        Files.createDirectories(workingFolder());
    }

    /** Where containers start: {@code /tidegate} of the image. */
    Path workingFolder() {
        return home.resolve("tidegate");
    }

    /** All pods that were asked for, in the order of their names. */
    List<Pod> pods() {
        return List.copyOf(new TreeMap<>(pods).values());
    }

    /** What all containers have said. */
    String said() throws IOException {
        StringBuilder said = new StringBuilder();
        for (Pod pod : pods()) {
            said.append(pod.getMetadata().getName()).append('\n').append(Files.readString(log(pod)));
        }
        return said.toString();
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
        String name = pod.getMetadata().getName();
        if (action == Action.DELETED) {
            Optional.ofNullable(running.get(name)).ifPresent(Process::destroy);
        } else if (action == Action.ADDED && pods.putIfAbsent(name, pod) == null) {
            try {
                Process process = start(pod);
                running.put(name, process);
                tell(pod, "Running");
                ends.add(process.onExit()
                        .thenAccept(ended -> tell(pod, ended.exitValue() == 0 ? "Succeeded" : "Failed")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Process start(Pod pod) throws IOException {
        Container container = pod.getSpec().getContainers().get(0);
        Map<String, String> folders = volumes(pod, container);
        List<String> command = new ArrayList<>(
                List.of("bash", home.resolve("opt/tidegate/bin/streaming-job").toString()));
        command.addAll(container.getArgs());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingFolder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(pod).toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(variable -> variable.matches("(TIDEGATE|SPARK|JAVA)_.*"));
        environment.put("SPARK_HOME", SparkPrograms.home().toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        for (EnvVar variable : container.getEnv()) {
            String value = value(pod, variable);
            for (Map.Entry<String, String> folder : folders.entrySet()) {
                value = value.replace(folder.getKey(), folder.getValue());
            }
            environment.put(variable.getName(), value);
        }
        // The first one dies; Java reads options from there, too.
        if ("1".equals(environment.get("SPARK_EXECUTOR_ID"))) {
            environment.merge("JAVA_TOOL_OPTIONS", " -Dtidegate.fault=IN_TASK_IN_COPY", String::concat);
        }
        return builder.start();
    }

    /** Where what is mounted lies on this machine. */
    private Map<String, String> volumes(Pod pod, Container container) throws IOException {
        Map<String, String> folders = new TreeMap<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            Path folder = Files.createDirectories(
                    home.resolve(pod.getMetadata().getName()).resolve(mount.getName()));
            var secret = pod.getSpec().getVolumes().stream()
                    .filter(volume -> volume.getName().equals(mount.getName()) && volume.getSecret() != null)
                    .map(volume -> volume.getSecret())
                    .findFirst();
            if (secret.isPresent()) {
                Files.writeString(
                        folder.resolve(secret.get().getItems().get(0).getPath()),
                        secrets.get(secret.get().getSecretName()));
            }
            // Each process here has the same /tmp, and paths of this test are below it.
            if (!mount.getMountPath().equals("/tmp")) {
                folders.put(mount.getMountPath(), folder.toString());
            }
        }
        return folders;
    }

    private static String value(Pod pod, EnvVar variable) {
        if (variable.getValueFrom() == null) {
            return Optional.ofNullable(variable.getValue()).orElse("");
        }
        String field = variable.getValueFrom().getFieldRef().getFieldPath();
        return switch (field) {
            case "status.podIP" -> ADDRESS;
            case "metadata.name" -> pod.getMetadata().getName();
            default -> throw new IllegalArgumentException("Not known of a pod: " + field);
        };
    }

    /** A pod that is deleted has no state to tell. */
    private void tell(Pod pod, String phase) {
        PodResource told = client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName());
        if (told.get() == null) {
            return;
        }
        told.editStatus(current -> new PodBuilder(current)
                .editOrNewStatus()
                .withPhase(phase)
                .withPodIP(ADDRESS)
                .endStatus()
                .build());
    }

    @Override
    public void onClose(WatcherException cause) {
        throw new IllegalStateException("Cannot see any more what pods are made", cause);
    }

    @Override
    public void close() {
        watch.close();
        running.values().forEach(Process::destroyForcibly);
        // Whatever went wrong when an end was told.
        ends.forEach(CompletableFuture::join);
    }

    private Path log(Pod pod) {
        return home.resolve(pod.getMetadata().getName() + ".log");
    }
}
