package dev.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.postgres.TestDatabase;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The driver asks Kubernetes for executors, and what runs in their pods loads. */
@Tag("kubernetes")
class ExecutorPodsIT {

    private static final String NAMESPACE = "tidegate";
    private static final int FILES = 3;
    private static final int RECORDS = 8_000;

    private final ApiServer api = new ApiServer();

    @RegisterExtension
    final TestDatabase database = new TestDatabase();

    @TempDir
    Path home;

    @AfterEach
    void stopApi() {
        api.close();
    }

    /** One of two executors halts in the middle of its COPY: another pod takes its place. */
    @Test
    void executorsInPodsLoadExactlyAndOneThatDiesIsReplaced() throws Exception {
        LoadedDatabase loaded = new LoadedDatabase(database);
        Delivery delivery = new Delivery();
        Path input = home.resolve("input");
        delivery.into(input, FILES, RECORDS);
        String secret = UUID.randomUUID().toString();
        SubmitScript script = new SubmitScript(home.resolve("log"));

        try (Node node = new Node(
                api.client(),
                NAMESPACE,
                Files.createDirectory(home.resolve("node")),
                Map.of("tidegate-spark", secret))) {
            Process job = script.start(
                    Map.of("TIDEGATE_MASTER", api.master()),
                    spark(Files.writeString(home.resolve("secret"), secret)),
                    loaded.options(home, home.toString()));
            try {
                boolean ended = job.waitFor(90, TimeUnit.SECONDS);
                assertThat(ended)
                        .as("ended in time: " + script.said() + node.said())
                        .isTrue();
            } finally {
                job.destroyForcibly();
            }
            assertThat(job.exitValue()).as(script.said() + node.said()).isZero();

            assertThat(node.said()).contains("Fault point IN_TASK_IN_COPY strikes");
            assertThat(node.pods())
                    .as("the first two, and the one for the dead one")
                    .hasSize(3);
            node.pods().forEach(ExecutorPodsIT::isAsTheTemplateSays);
            assertThat(Serialization.asYaml(node.pods()))
                    .doesNotContain(secret)
                    .doesNotContain(database.ingest().password());
            assertThat(node.workingFolder()).as("where the image is only read").isEmptyDirectory();
        }

        loaded.holdsExactly(delivery);
        assertThat(loaded.rows("SELECT count(*) FROM ingest_batches"))
                .as("one batch, so that it was copied by the executors")
                .containsExactly("1");
        assertThat(input).isDirectoryNotContaining("glob:**.csv");
        assertThat(api.client().pods().inNamespace(NAMESPACE).list().getItems())
                .as("pods that stay")
                .isEmpty();
        assertThat(rightsOfTheDriver()).containsAll(api.asked());
    }

    private List<String> spark(Path secret) {
        List<String> options = new ArrayList<>(
                SparkPrograms.words("--properties-file kubernetes/executors/spark.conf --deploy-mode client"));
        // Where the driver runs here and not in a pod, and what a small machine has.
        for (String property : List.of(
                "spark.kubernetes.authenticate.caCertFile=" + api.certificate(),
                "spark.authenticate.secret.driver.file=" + secret,
                "spark.driver.host=127.0.0.1",
                "spark.driver.bindAddress=127.0.0.1",
                "spark.driver.memory=512m",
                "spark.executor.memory=512m",
                "spark.executor.cores=1",
                "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                "spark.ui.enabled=false",
                "spark.scheduler.minRegisteredResourcesRatio=1",
                "spark.scheduler.maxRegisteredResourcesWaitingTime=120s")) {
            options.addAll(List.of("--conf", property));
        }
        return options;
    }

    private static void isAsTheTemplateSays(Pod pod) {
        assertThat(pod.getSpec().getContainers()).hasSize(1);
        Container container = pod.getSpec().getContainers().get(0);
        assertThat(container.getName()).isEqualTo("executor");
        assertThat(container.getImage()).isEqualTo("tidegate/streaming-job:2.0.0");
        assertThat(container.getArgs()).containsExactly("executor");
        assertThat(container.getEnv()).extracting(EnvVar::getName).allSatisfy(name -> assertThat(name)
                .matches("SPARK_[A-Z_0-9]+|JAVA_TOOL_OPTIONS"));
        assertThat(container.getResources().getRequests())
                .isEqualTo(Map.of("cpu", new Quantity("1"), "memory", new Quantity("1024Mi")));
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(185);
        assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("tidegate-executor");
        assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getMetadata().getLabels()).containsEntry("app.kubernetes.io/component", "executor");
    }

    /** {@code create pods} and so on, of the Role that is to be applied. */
    private static Set<String> rightsOfTheDriver() throws IOException {
        String documents = Files.readString(SubmitScript.TOP.resolve("kubernetes/executors/rights.yaml"));
        for (String document : documents.split("(?m)^---$", -1)) {
            if (document.contains("kind: Role\n")) {
                return Serialization.unmarshal(document, Role.class).getRules().stream()
                        .flatMap(rule -> rule.getResources().stream()
                                .flatMap(resource -> rule.getVerbs().stream().map(verb -> verb + " " + resource)))
                        .collect(Collectors.toSet());
            }
        }
        throw new IllegalStateException("No Role in rights.yaml");
    }
}
