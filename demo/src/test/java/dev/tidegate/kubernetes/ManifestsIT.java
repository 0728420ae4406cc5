package dev.tidegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The manifests say what the API knows, and what they refer to is there. */
class ManifestsIT {

    /** Read strictly on the way, each document of it. */
    @ParameterizedTest
    @EnumSource
    void eachResourceIsThereOnceAndHasANameAndLabels(Variant variant) throws IOException {
        Manifests manifests = variant.manifests();
        assertThat(manifests.all()).hasSizeGreaterThan(4);
        assertThat(manifests.all())
                .allSatisfy(resource ->
                        assertThat(resource.getMetadata().getName()).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?"));
        assertThat(variant.built().resources().stream().map(Kustomize::identity))
                .doesNotHaveDuplicates();
        assertThat(manifests.of(Deployment.class)).allSatisfy(deployment -> assertThat(
                        deployment.getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels())
                .containsAllEntriesOf(deployment.getMetadata().getLabels()));
    }

    @Test
    void nothingThatTheApiDoesNotKnowIsPassedOver() throws IOException {
        Map<String, Object> deployment = Variant.BASE.built().resources().stream()
                .filter(resource -> resource.get("kind").equals("Deployment"))
                .findFirst()
                .orElseThrow();
        Map<String, Object> unknown = Patched.merge(
                deployment, Map.of("spec", Map.of("template", Map.of("spec", Map.of("runAsNonRoot", true)))));
        assertThatThrownBy(() -> Manifests.typed(unknown)).hasMessageContaining("runAsNonRoot");
        Map<String, Object> numberForText = Patched.merge(
                deployment,
                Map.of("spec", Map.of("template", Map.of("metadata", Map.of("annotations", Map.of("port", 9404))))));
        assertThatThrownBy(() -> Manifests.typed(numberForText)).hasMessageContaining("Integer");
        Map<String, Object> textForNumber = Patched.merge(deployment, Map.of("spec", Map.of("replicas", "1")));
        assertThatThrownBy(() -> Manifests.typed(textForNumber)).hasMessageContaining("replicas");
    }

    /** But those for Spark's own client, which has tests of its own. */
    @Test
    void eachFileOfTheFolderHasAPart() throws IOException {
        Set<Path> read = new TreeSet<>();
        for (Variant variant : Variant.values()) {
            read.addAll(variant.built().read());
        }
        try (Stream<Path> files = Files.walk(Variant.TOP)) {
            assertThat(read)
                    .containsExactlyInAnyOrderElementsOf(files.filter(Files::isRegularFile)
                            .filter(file -> !file.startsWith(Variant.TOP.resolve("executors")))
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverIsMountedIsAVolumeAndEachVolumeIsMounted(Variant variant) throws IOException {
        for (Deployment deployment : variant.manifests().of(Deployment.class).toList()) {
            PodSpec pod = Manifests.pod(deployment);
            Set<String> mounted = Manifests.containers(deployment).stream()
                    .flatMap(container -> container.getVolumeMounts().stream())
                    .map(VolumeMount::getName)
                    .collect(Collectors.toSet());
            assertThat(pod.getVolumes().stream().map(Volume::getName))
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(mounted);
            assertThat(Manifests.containers(deployment)).allSatisfy(container -> assertThat(
                            container.getVolumeMounts().stream().map(VolumeMount::getMountPath))
                    .doesNotHaveDuplicates());
        }
    }

    /** A Secret is never here: it is made by hand, as the page says, and its keys are those of the set-up. */
    @ParameterizedTest
    @EnumSource
    void whatAPodRefersToIsThereOrIsSaidToBeMadeByHand(Variant variant) throws IOException {
        Manifests manifests = variant.manifests();
        Map<String, Set<String>> secrets =
                Map.of("tidegate-passwords", passwordsOfTheSetUp(), "tidegate-s3", Set.of("credentials"));
        String page = Files.readString(Path.of("..", "docs", "kubernetes.md"));
        for (Deployment deployment : manifests.of(Deployment.class).toList()) {
            PodSpec pod = Manifests.pod(deployment);
            manifests.one(ServiceAccount.class, pod.getServiceAccountName());
            Manifests.containers(deployment).forEach(manifests::environment);
            for (Volume volume : pod.getVolumes()) {
                if (volume.getPersistentVolumeClaim() != null) {
                    manifests.one(
                            PersistentVolumeClaim.class,
                            volume.getPersistentVolumeClaim().getClaimName());
                } else if (volume.getConfigMap() != null) {
                    String name = volume.getConfigMap().getName();
                    if (!Boolean.TRUE.equals(volume.getConfigMap().getOptional())) {
                        manifests.one(ConfigMap.class, name);
                    }
                    assertThat(page).contains(name);
                } else if (volume.getSecret() != null) {
                    String name = volume.getSecret().getSecretName();
                    assertThat(page).contains("secret generic " + name);
                    assertThat(secrets.get(name))
                            .containsAll(volume.getSecret().getItems().stream()
                                    .map(KeyToPath::getKey)
                                    .toList());
                    // Its owner is root; the group is the pod's. 0440
                    assertThat(volume.getSecret().getDefaultMode()).isEqualTo(0440);
                } else {
                    assertThat(volume.getEmptyDir()).as(volume.getName()).isNotNull();
                    assertThat(volume.getEmptyDir().getSizeLimit())
                            .as(volume.getName())
                            .isNotNull();
                }
            }
        }
    }

    @Test
    void theSetUpHasThePasswordsThatItAsksForAndItsFilesAreInTheImage() throws IOException {
        Deployment deployment = Variant.BASE.manifests().one(Deployment.class, "tidegate");
        Volume passwords = Manifests.volume(Manifests.pod(deployment), "passwords");
        assertThat(passwords.getSecret().getItems())
                .allSatisfy(item -> assertThat(item.getPath()).isEqualTo(item.getKey()))
                .extracting(KeyToPath::getKey)
                .containsExactlyInAnyOrderElementsOf(passwordsOfTheSetUp());
        assertThat(Files.readString(Path.of("..", "docs", "kubernetes.md")))
                .contains(">passwords/postgres ")
                .contains("for name in tidegate_job tidegate_admin tidegate_dashboard tidegate_grafana; do");

        Container copy = container(deployment, "copy-set-up");
        String copied = Compose.instruction("streaming-job", "COPY (.*) /opt/tidegate/set-up/$")
                .group(1);
        assertThat(copied).isEqualTo("postgres_setup.sql docker/postgres/migrate");
        assertThat(copy.getCommand())
                .containsExactly(
                        "cp", "/opt/tidegate/set-up/postgres_setup.sql", "/opt/tidegate/set-up/migrate", "/set-up/");
        // As compose mounts them, and as the script knows them.
        Map<String, String> mounted = new LinkedHashMap<>();
        container(deployment, "set-up")
                .getVolumeMounts()
                .forEach(mount -> mounted.put(
                        mount.getMountPath(), mount.getSubPath() == null ? mount.getName() : mount.getSubPath()));
        assertThat(mounted)
                .containsEntry("/postgres_setup.sql", "postgres_setup.sql")
                .containsEntry("/migrate", "migrate")
                .containsEntry("/passwords", "passwords");
        assertThat(setUp()).contains("sql --file /postgres_setup.sql").contains("PGPASSFILE=/tmp/");
        // Nothing else has the password of the administrator, or what psql made of it.
        assertThat(container(deployment, "streaming-job").getVolumeMounts())
                .extracting(VolumeMount::getName)
                .doesNotContain("passwords", "set-up", "set-up-tmp");
    }

    @Test
    void withoutTheSetUpNoPasswordButThoseOfTheProgramsIsAskedFor() throws IOException {
        Set<String> keys = new HashSet<>();
        for (Deployment deployment :
                Variant.PAGE_WITHOUT_SET_UP.manifests().of(Deployment.class).toList()) {
            assertThat(Manifests.pod(deployment).getInitContainers()).isEmpty();
            for (Volume volume : Manifests.pod(deployment).getVolumes()) {
                if (volume.getSecret() != null) {
                    volume.getSecret().getItems().forEach(item -> keys.add(item.getKey()));
                }
            }
        }
        assertThat(keys).containsExactlyInAnyOrder("tidegate_job", "tidegate_dashboard");
    }

    @ParameterizedTest
    @EnumSource
    void servicesAndPoliciesArePodsAndPortsThatThereAre(Variant variant) throws IOException {
        Manifests manifests = variant.manifests();
        for (Service service : manifests.of(Service.class).toList()) {
            Deployment chosen = chosen(manifests, service.getSpec().getSelector());
            List<String> ports = ports(chosen).map(ContainerPort::getName).toList();
            assertThat(service.getSpec().getPorts())
                    .extracting(ServicePort::getTargetPort)
                    .allSatisfy(port -> assertThat(ports).contains(port.getStrVal()));
        }
        Set<Deployment> fenced = new HashSet<>();
        for (NetworkPolicy policy : manifests.of(NetworkPolicy.class).toList()) {
            Deployment chosen =
                    chosen(manifests, policy.getSpec().getPodSelector().getMatchLabels());
            if (policy.getSpec().getPolicyTypes().equals(List.of("Ingress", "Egress"))) {
                fenced.add(chosen);
            }
            List<Integer> ports =
                    ports(chosen).map(ContainerPort::getContainerPort).toList();
            assertThat(policy.getSpec().getIngress().stream().flatMap(rule -> rule.getPorts().stream()))
                    .extracting(NetworkPolicyPort::getPort)
                    .allSatisfy(port -> assertThat(ports).contains(port.getIntVal()));
        }
        assertThat(fenced)
                .containsExactlyInAnyOrderElementsOf(
                        manifests.of(Deployment.class).toList());
    }

    @Test
    void thePortOfTheDatabaseIsLetOut() throws IOException {
        Manifests manifests = Variant.BASE.manifests();
        int port = Integer.parseInt(
                manifests.one(ConfigMap.class, "tidegate-database").getData().get("PGPORT"));
        assertThat(manifests.one(NetworkPolicy.class, "tidegate").getSpec().getEgress().stream()
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(allowed ->
                                allowed.getProtocol() + " " + allowed.getPort().getIntVal()))
                .containsExactlyInAnyOrder("UDP 53", "TCP 53", "TCP " + port);
    }

    private static Deployment chosen(Manifests manifests, Map<String, String> labels) {
        List<Deployment> chosen = manifests
                .of(Deployment.class)
                .filter(deployment -> deployment
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(labels.entrySet()))
                .toList();
        assertThat(chosen).as("pods of " + labels).hasSize(1);
        return chosen.get(0);
    }

    private static Stream<ContainerPort> ports(Deployment deployment) {
        return Manifests.containers(deployment).stream().flatMap(container -> container.getPorts().stream());
    }

    private static Container container(Deployment deployment, String name) {
        return Manifests.containers(deployment).stream()
                .filter(container -> container.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> passwordsOfTheSetUp() throws IOException {
        Set<String> names = new TreeSet<>(Set.of("postgres"));
        Pattern.compile("(?m)^login (\\w+) ").matcher(setUp()).results().forEach(login -> names.add(login.group(1)));
        return names;
    }

    private static String setUp() throws IOException {
        return Files.readString(Path.of("..", "docker", "postgres", "migrate"));
    }
}
