package dev.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's client asks of Kubernetes for a job in deploy mode {@code cluster}, by {@code kubernetes/executors}. */
@Tag("kubernetes")
class KubernetesIT {

    private static final String NAMESPACE = "tidegate";
    private static final String JAR = "local:///opt/tidegate/streaming-job.jar";

    /** Of the user's environment, which is not that of the pod. */
    private static final String PASSWORD = "said-to-nobody";

    private static final List<String> JOB = SparkPrograms.words("--jdbc-url"
            + " jdbc:postgresql://postgres/tidegate?sslmode=verify-full&sslrootcert=/database-ca/ca.crt"
            + " --user tidegate_job --password-file /password/tidegate_job --input s3a://shop/input");

    private final ApiServer api = new ApiServer();

    private SubmitScript script;

    @BeforeEach
    void takeFolder(@TempDir Path home) {
        script = new SubmitScript(home.resolve("log"));
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void theDriversPodHasImageJobAndRightsThatTemplateAndPropertiesSay() throws Exception {
        assertThat(submit("--conf", "spark.kubernetes.driver.node.selector.disk=ssd"))
                .as(script.said())
                .isZero();

        Pod pod = driver();
        Container container = pod.getSpec().getContainers().get(0);
        assertThat(pod.getSpec().getContainers()).hasSize(1);
        assertThat(container.getImage()).isEqualTo("tidegate/streaming-job:2.0.0");
        List<String> arguments = new ArrayList<>(SparkPrograms.words(
                "driver --properties-file /opt/spark/conf/spark.properties --class dev.tidegate.ingest.IngestJob"));
        arguments.add(JAR);
        arguments.addAll(JOB);
        assertThat(container.getArgs()).isEqualTo(arguments);
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/name", "tidegate")
                .containsEntry("app.kubernetes.io/component", "driver")
                .containsEntry("spark-version", System.getProperty("tidegate.spark.version"))
                .containsEntry("spark-role", "driver");
        assertThat(pod.getMetadata().getAnnotations()).containsEntry("prometheus.io/port", "9404");
        assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("tidegate-driver");
        assertThat(pod.getSpec().getNodeSelector()).isEqualTo(Map.of("disk", "ssd"));
        assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(120);
        // Spark insists: whoever wants a driver that is started anew has it in a Deployment.
        assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
        isRestricted(pod);
        assertThat(container.getResources().getRequests())
                .isEqualTo(Map.of("cpu", new Quantity("1"), "memory", new Quantity("2048Mi")));
        assertThat(container.getResources().getLimits())
                .isEqualTo(Map.of("cpu", new Quantity("2"), "memory", new Quantity("2048Mi")));
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/livez");
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
        assertThat(container.getPorts()).extracting("name").contains("metrics", "driver-rpc-port", "blockmanager");
        templateIsKept("driver.yaml", pod.getSpec());
        assertThat(api.asked())
                .as("rights of who submits")
                .containsExactlyInAnyOrder("create pods", "patch services", "patch configmaps");
    }

    @Test
    void whatIsSecretStandsInNothingThatKubernetesIsAskedFor() throws Exception {
        assertThat(submit()).as(script.said()).isZero();

        Properties settings = settings();
        assertThat(settings)
                .containsEntry("spark.authenticate", "true")
                .containsEntry("spark.network.crypto.enabled", "true")
                .containsEntry("spark.io.encryption.enabled", "true")
                .containsEntry("spark.authenticate.secret.file", "/spark-secret/secret")
                .doesNotContainKey("spark.authenticate.secret");
        assertThat(driver().getSpec().getContainers().get(0).getEnv())
                .extracting("name")
                .allSatisfy(name -> assertThat((String) name).startsWith("SPARK_"));
        String all = Serialization.asYaml(List.of(
                api.client().pods().inNamespace(NAMESPACE).list().getItems(),
                configMaps(),
                api.client().services().inNamespace(NAMESPACE).list().getItems()));
        assertThat(all).doesNotContain(PASSWORD);
        assertThat(api.client().secrets().inNamespace(NAMESPACE).list().getItems())
                .isEmpty();
    }

    @Test
    void theDriverIsFoundByAServiceAndFindsTheTemplateOfExecutors() throws Exception {
        assertThat(submit()).as(script.said()).isZero();

        Pod pod = driver();
        List<Service> services =
                api.client().services().inNamespace(NAMESPACE).list().getItems();
        assertThat(services).hasSize(1);
        Service service = services.get(0);
        assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(pod.getMetadata().getLabels())
                .containsAllEntriesOf(service.getSpec().getSelector());
        assertThat(service.getSpec().getPorts())
                .extracting(ServicePort::getPort)
                .contains(7078, 7079);
        assertThat(service.getMetadata().getOwnerReferences())
                .extracting("uid")
                .containsExactly(pod.getMetadata().getUid());
        assertThat(settings())
                .containsEntry("spark.driver.host", service.getMetadata().getName() + "." + NAMESPACE + ".svc")
                .containsEntry("spark.executor.instances", "2")
                .containsEntry("spark.kubernetes.authenticate.executor.serviceAccountName", "tidegate-executor");
        String template = Files.readString(folder().resolve("executor.yaml"));
        assertThat(configMaps())
                .filteredOn(map -> map.getData().containsValue(template))
                .singleElement()
                .satisfies(map -> assertThat(pod.getSpec().getVolumes())
                        .filteredOn(volume -> volume.getConfigMap() != null)
                        .extracting(volume -> volume.getConfigMap().getName())
                        .contains(map.getMetadata().getName()));
    }

    @Test
    void whereTheApiForbidsItNothingIsMadeAndItIsSaid() throws Exception {
        api.forbidPods();
        assertThat(submit()).isEqualTo(1);
        assertThat(script.said()).contains("pods is forbidden: User \"nobody\" cannot create resource");
        assertThat(api.client().pods().inNamespace(NAMESPACE).list().getItems()).isEmpty();
        assertThat(configMaps()).isEmpty();
    }

    @Test
    void whereNoApiAnswersItIsSaid() throws Exception {
        String master = api.master();
        api.close();
        assertThat(ended(start(Map.of("TIDEGATE_MASTER", master)))).isEqualTo(1);
        assertThat(script.said()).contains("kubectl auth can-i create pod", "Failed to connect to localhost/127.0.0.1");
    }

    /** So the shipped properties have the submission end when the pod is made: its exit code says that, and no more. */
    @Test
    void aSubmissionThatWaitsEndsWithZeroWhateverTheJobEndsWith() throws Exception {
        Process waiting = start(Map.of(), "--conf", "spark.kubernetes.submission.waitAppCompletion=true");
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !waiting.isAlive() || !configMaps().isEmpty());
        String name = driver().getMetadata().getName();
        api.client().pods().inNamespace(NAMESPACE).withName(name).editStatus(pod -> new PodBuilder(pod)
                .editOrNewStatus()
                .withPhase("Failed")
                .addNewContainerStatus()
                .withName("streaming-job")
                .withNewState()
                .withNewTerminated()
                .withExitCode(3)
                .withReason("Error")
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
        assertThat(ended(waiting)).as(script.said()).isZero();
    }

    private int submit(String... more) throws Exception {
        return ended(start(Map.of(), more));
    }

    private int ended(Process script) throws Exception {
        try {
            assertThat(script.waitFor(2, TimeUnit.MINUTES)).as("ended in time").isTrue();
            return script.exitValue();
        } finally {
            script.destroyForcibly();
        }
    }

    private Process start(Map<String, String> environment, String... more) throws IOException {
        List<String> spark = new ArrayList<>(List.of("--properties-file", "kubernetes/executors/spark.conf"));
        spark.addAll(List.of("--deploy-mode", "cluster"));
        spark.addAll(List.of("--conf", "spark.kubernetes.authenticate.submission.caCertFile=" + api.certificate()));
        spark.addAll(List.of(more));
        Map<String, String> all = new HashMap<>(Map.of("TIDEGATE_MASTER", api.master()));
        all.put("TIDEGATE_PASSWORD", PASSWORD);
        all.putAll(environment);
        return script.start(all, spark, JOB);
    }

    private Pod driver() {
        List<Pod> pods = api.client().pods().inNamespace(NAMESPACE).list().getItems();
        assertThat(pods).hasSize(1);
        return pods.get(0);
    }

    private List<ConfigMap> configMaps() {
        return api.client().configMaps().inNamespace(NAMESPACE).list().getItems();
    }

    /** Those of Spark, as the driver will find them where they are mounted. */
    private Properties settings() throws IOException {
        List<ConfigMap> maps = configMaps().stream()
                .filter(map -> map.getData().containsKey("spark.properties"))
                .toList();
        assertThat(maps).hasSize(1);
        Properties settings = new Properties();
        settings.load(new StringReader(maps.get(0).getData().get("spark.properties")));
        return settings;
    }

    private static Path folder() {
        return SubmitScript.TOP.resolve("kubernetes/executors");
    }

    /** What Kubernetes calls the restricted profile, and a file system that is only read. */
    private static void isRestricted(Pod pod) {
        assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(185);
        assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
                .isEqualTo("RuntimeDefault");
        assertThat(pod.getSpec().getContainers()).allSatisfy(container -> {
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
        });
    }

    /** Each volume and mount of a template is in the pod, and only what Spark adds besides. */
    private static void templateIsKept(String name, PodSpec pod) throws IOException {
        PodSpec template = Serialization.unmarshal(Files.readString(folder().resolve(name)), Pod.class)
                .getSpec();
        assertThat(pod.getVolumes()).containsAll(template.getVolumes());
        assertThat(pod.getContainers().get(0).getVolumeMounts())
                .containsAll(template.getContainers().get(0).getVolumeMounts());
        assertThat(pod.getContainers().get(0).getName())
                .isEqualTo(template.getContainers().get(0).getName());
    }
}
