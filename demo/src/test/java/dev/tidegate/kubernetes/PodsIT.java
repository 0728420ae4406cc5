package dev.tidegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.reference.Programs;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** The pods are right for these programs and their images. */
class PodsIT {

    @ParameterizedTest
    @EnumSource
    void thereIsOneJobAndTheOldOneEndsFirst(Variant variant) throws IOException {
        Deployment job = job(variant);
        assertThat(job.getSpec().getReplicas()).isEqualTo(1);
        assertThat(job.getSpec().getStrategy().getType()).isEqualTo("Recreate");
        assertThat(Manifests.pod(job).getTerminationGracePeriodSeconds() + "s")
                .isEqualTo(Compose.read().setting("streaming-job", "stop_grace_period"));
    }

    /** What Kubernetes calls the restricted profile, and a file system that is only read. */
    @ParameterizedTest
    @EnumSource
    void noContainerMayMoreThanItNeeds(Variant variant) throws IOException {
        for (Deployment deployment : variant.manifests().of(Deployment.class).toList()) {
            PodSpec pod = Manifests.pod(deployment);
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            // Variables of Services begin with their names, and ours would be options.
            assertThat(pod.getEnableServiceLinks()).isFalse();
            assertThat(pod.getHostNetwork()).isNull();
            assertThat(pod.getHostPID()).isNull();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            for (Container container : Manifests.containers(deployment)) {
                SecurityContext rights = container.getSecurityContext();
                assertThat(rights.getAllowPrivilegeEscalation()).isFalse();
                assertThat(rights.getReadOnlyRootFilesystem()).isTrue();
                assertThat(rights.getPrivileged()).isNull();
                assertThat(rights.getCapabilities().getDrop()).containsExactly("ALL");
                assertThat(rights.getCapabilities().getAdd()).isEmpty();
                assertThat(container.getEnv())
                        .noneMatch(variable -> variable.getName().contains("PASSWORD")
                                && !variable.getName().endsWith("_FILE"));
                assertThat(container.getResources().getLimits()).containsOnlyKeys("cpu", "memory");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void imagesUsersPortsAndLimitsAreThoseOfTheImagesThatComposeBuilds(Variant variant) throws IOException {
        Compose compose = Compose.read();
        for (Deployment deployment : variant.manifests().of(Deployment.class).toList()) {
            Container main = Manifests.pod(deployment).getContainers().get(0);
            String service = main.getName();
            assertThat(main.getImage()).endsWith(compose.setting(service, "image"));
            long user = Compose.number(service, "USER");
            assertThat(Manifests.pod(deployment).getSecurityContext().getRunAsUser())
                    .isEqualTo(user);
            assertThat(Manifests.pod(deployment).getSecurityContext().getRunAsGroup())
                    .isEqualTo(user);
            assertThat(Manifests.pod(deployment).getSecurityContext().getFsGroup())
                    .isEqualTo(user);
            assertThat(main.getPorts().get(0).getContainerPort().longValue())
                    .isEqualTo(Compose.number(service, "EXPOSE"));
            assertThat(bytes(main.getResources().getLimits().get("memory")))
                    .isEqualTo(bytes(Quantity.parse(binary(compose.setting(service, "mem_limit")))));
            for (Container before : Manifests.pod(deployment).getInitContainers()) {
                assertThat(before.getImage())
                        .endsWith(compose.setting(before.getName().equals("set-up") ? "migrate" : service, "image"));
            }
        }
    }

    /** Compose runs the image so, too: read-only but for these. The log goes to the console only. */
    @ParameterizedTest
    @EnumSource
    void theJobMayWriteWhereItsImageWritesAndNowhereElse(Variant variant) throws IOException {
        Deployment job = job(variant);
        Container main = Manifests.pod(job).getContainers().get(0);
        assertThat(main.getVolumeMounts().stream()
                        .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                        .map(VolumeMount::getMountPath))
                .containsExactlyInAnyOrder("/tidegate/data", "/tmp");
        assertThat(variant.manifests().environment(main)).doesNotContainKey("TIDEGATE_LOG_FOLDER");
        EmptyDirVolumeSource tmp = Manifests.volume(Manifests.pod(job), "tmp").getEmptyDir();
        assertThat(bytes(tmp.getSizeLimit()))
                .isEqualTo(bytes(Quantity.parse(binary(Compose.read().sizeOfTmp()))));
    }

    @ParameterizedTest
    @EnumSource
    void theJobUnderstandsItsSettings(Variant variant, @TempDir Path folder) throws Exception {
        Deployment job = job(variant);
        Container main = Manifests.pod(job).getContainers().get(0);
        Map<String, String> environment = new TreeMap<>(variant.manifests().environment(main));
        environment.keySet().removeIf(name -> name.startsWith("PG"));
        try (Programs programs = Programs.open()) {
            requireKnownToAmazon(programs, environment);
            environment
                    .keySet()
                    .removeAll(Programs.variables("docker/streaming-job").keySet());
            Mounted mounted = Mounted.below(folder, variant.manifests(), job);
            List<String> arguments = new ArrayList<>();
            environment.forEach((name, value) -> arguments.add(option(name) + "=" + mounted.here(value)));
            Class<?> type = programs.type("dev.tidegate.ingest.IngestOptions");
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            Object options = constructor.newInstance();
            new CommandLine(options).parseArgs(arguments.toArray(String[]::new));
            // Reads password, declarations and mappings, and puts the folders together.
            Method validate = type.getDeclaredMethod("validate");
            validate.setAccessible(true);
            validate.invoke(options);
            Method names = type.getDeclaredMethod("streamNames");
            names.setAccessible(true);
            assertThat(names.invoke(options))
                    .isEqualTo(variant == Variant.EXAMPLE ? Set.of("events", "stock") : Set.of("events"));
        }
    }

    @Test
    void thePageUnderstandsItsSettings() throws Exception {
        Deployment page = Variant.EXAMPLE.manifests().one(Deployment.class, "tidegate-dashboard");
        Map<String, String> environment = new TreeMap<>(Variant.EXAMPLE
                .manifests()
                .environment(Manifests.pod(page).getContainers().get(0)));
        environment.keySet().removeIf(name -> name.startsWith("PG"));
        try (Programs programs = Programs.open()) {
            CommandLine dashboard = programs.dashboard().commandLine();
            dashboard.parseArgs(environment.entrySet().stream()
                    .map(entry -> option(entry.getKey().replace("_DASHBOARD_", "_")) + "=" + entry.getValue())
                    .toArray(String[]::new));
            assertThat(dashboard.getParseResult().matchedOptions()).hasSize(environment.size());
        }
    }

    @Test
    void theJobAnswersWhereItIsProbedAndScraped() throws Exception {
        Deployment job = job(Variant.BASE);
        Map<String, String> annotations =
                job.getSpec().getTemplate().getMetadata().getAnnotations();
        Container main = Manifests.pod(job).getContainers().get(0);
        assertThat(annotations).containsEntry("prometheus.io/scrape", "true");
        assertThat(annotations.get("prometheus.io/port"))
                .isEqualTo(main.getPorts().get(0).getContainerPort().toString());
        Set<String> paths = probed(main);
        paths.add(annotations.get("prometheus.io/path"));
        // What counts as dead is only a process that does not answer.
        assertThat(main.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/livez");
        assertThat(main.getStartupProbe().getHttpGet().getPath()).isEqualTo("/livez");
        assertThat(main.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
        try (Programs programs = Programs.open();
                AutoCloseable server = metricsServer(programs)) {
            int port = (int) server.getClass().getMethod("port").invoke(server);
            HttpClient client = HttpClient.newHttpClient();
            for (String path : paths) {
                URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
                assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                                .statusCode())
                        .as(path)
                        .isIn(200, 503);
            }
        }
    }

    @Test
    void thePageAnswersWhereItIsProbed() throws Exception {
        Deployment page = Variant.EXAMPLE.manifests().one(Deployment.class, "tidegate-dashboard");
        try (Programs programs = Programs.open()) {
            Field probes = programs.type("dev.tidegate.dashboard.web.Gate").getDeclaredField("PROBES");
            probes.setAccessible(true);
            Set<?> answered = (Set<?>) probes.get(null);
            assertThat(probed(Manifests.pod(page).getContainers().get(0)))
                    .allSatisfy(
                            path -> assertThat(answered.contains(path)).as(path).isTrue());
        }
    }

    private static AutoCloseable metricsServer(Programs programs) throws ReflectiveOperationException {
        Class<?> type = programs.type("dev.tidegate.ingest.metrics.JobMetrics");
        Object metrics = type.getConstructor(List.class, Duration.class, Duration.class)
                .newInstance(List.of("events"), Duration.ofMinutes(5), Duration.ofSeconds(10));
        return (AutoCloseable) type.getMethod("serve", InetAddress.class, int.class)
                .invoke(metrics, InetAddress.getLoopbackAddress(), 0);
    }

    /** The paths, each at a port that the container has. */
    private static Set<String> probed(Container container) {
        return Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                .map(Probe::getHttpGet)
                .peek(get -> assertThat(get.getPort().getStrVal())
                        .isEqualTo(container.getPorts().get(0).getName()))
                .map(get -> get.getPath())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the SDK for buckets is told by its own variables. */
    private static void requireKnownToAmazon(Programs programs, Map<String, String> environment) {
        List<String> known = Stream.of("core.SdkSystemSetting", "profiles.ProfileFileSystemSetting")
                .map(name -> programs.type("dev.tidegate.shaded.amazon.awssdk." + name))
                .flatMap(type -> Stream.of(type.getEnumConstants()))
                .map(setting -> ((Enum<?>) setting).name())
                .toList();
        Set<String> given = environment.keySet().stream()
                .filter(name -> name.startsWith("AWS_"))
                .collect(Collectors.toSet());
        assertThat(known).containsAll(given);
        environment.keySet().removeAll(given);
    }

    private static Deployment job(Variant variant) throws IOException {
        return variant.manifests().one(Deployment.class, "tidegate");
    }

    private static String option(String variable) {
        assertThat(variable).startsWith("TIDEGATE_");
        return "--"
                + variable.substring("TIDEGATE_".length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-');
    }

    /** Compose counts in powers of two. */
    private static String binary(String size) {
        return size.toUpperCase(Locale.ROOT) + "i";
    }

    private static long bytes(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity).longValueExact();
    }
}
