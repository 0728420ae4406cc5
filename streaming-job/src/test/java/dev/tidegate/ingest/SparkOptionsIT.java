package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What people know of spark-submit holds for {@code scripts/submit.sh}, too. */
class SparkOptionsIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @TempDir
    Path folder;

    @Test
    @Tag("long")
    void optionsOfSparkComeFromCommandLineVariablesAndItsConfigurationAndWinOverOurs() throws Exception {
        pipeline.deliver("a.csv", event(1));
        Path events = Files.createDirectory(folder.resolve("events"));
        Path conf = Files.createDirectory(folder.resolve("conf"));
        Files.writeString(conf.resolve("spark-defaults.conf"), """
                spark.eventLog.enabled     true
                spark.eventLog.dir         %s
                spark.driver.memory        600m
                spark.master               local[1]
                spark.ui.enabled           false
                spark.ui.retainedTasks     9
                spark.ui.retainedJobs      8
                """.formatted(events.toUri()));
        Path log = run(
                Map.of(
                        "SPARK_CONF_DIR",
                        conf.toString(),
                        "TIDEGATE_SPARK_OPTIONS",
                        "--conf spark.ui.retainedJobs=7 --conf spark.ui.retainedStages=7"
                                + " --conf 'spark.driver.extraJavaOptions=-Dsaid=\"two words\" -Dmore=1'"),
                List.of("--name", "the shop", "--conf", "spark.ui.retainedStages=6", "--"));

        assertThat(settings(events))
                .containsEntry("spark.app.name", "the shop")
                .containsEntry("spark.master", "local[1]")
                .containsEntry("spark.driver.memory", "600m")
                .containsEntry("spark.ui.retainedTasks", "9")
                .containsEntry("spark.ui.retainedJobs", "7")
                .containsEntry("spark.ui.retainedStages", "6")
                .hasEntrySatisfying("spark.driver.extraJavaOptions", options -> assertThat(options)
                        .endsWith(" -Dsaid=\"two words\" -Dmore=1"))
                // Nobody said anything of it.
                .containsEntry("spark.sql.ui.retainedExecutions", "100")
                .hasEntrySatisfying("spark.driver.host", host -> assertThat(address(host))
                        .matches(InetAddress::isLoopbackAddress, "of this machine only"));
        assertThat(log)
                .as("another folder of settings does not make Spark chatty")
                .content()
                .contains("batch=1 files=1 read=1 inserted=1")
                .doesNotContain("INFO  SparkContext", "INFO SparkContext");
    }

    @Test
    void optionsThatCannotBeReadToTheirEndAreNotTakenInPart() throws Exception {
        for (String cut :
                List.of("--conf 'spark.ui.enabled=false", "--name \"the\nshop\"", "--name \"the \\\"shop\\\"s\"")) {
            assertThat(run(Map.of("TIDEGATE_SPARK_OPTIONS", cut), List.of("--"), 2))
                    .as(cut)
                    .content()
                    .contains("Cannot run the job: TIDEGATE_SPARK_OPTIONS cannot be read")
                    .doesNotContain("SparkContext");
        }
    }

    /** Spark itself says: this copy of Spark may not have been compiled with YARN support. */
    @Test
    void aMasterThatOurSparkHasNoJarsForIsRefusedInOneLine() throws Exception {
        for (String master : List.of("yarn", "k8s://https://127.0.0.1:1")) {
            assertThat(run(Map.of("TIDEGATE_MASTER", master), List.of("--"), 3))
                    .content()
                    .startsWith("Cannot run the job on " + master + ": ")
                    .contains("Set SPARK_HOME")
                    .hasLineCount(1);
        }
    }

    /** Spark would take the submission and end with 0, and the driver would die on its worker. */
    @Test
    void aDriverOnAWorkerOfAStandaloneClusterIsRefusedInOneLine() throws Exception {
        String master = "spark://127.0.0.1:1";
        Path properties = Files.writeString(folder.resolve("cluster.conf"), "spark.submit.deployMode cluster");
        for (List<String> mode : List.of(
                List.of("--deploy-mode", "cluster"),
                List.of("--deploy-mode=cluster"),
                List.of("--deploy-mode=cluster", "--conf", "spark.submit.deployMode=client"),
                List.of("--conf", "spark.submit.deployMode=cluster"),
                List.of("--properties-file", properties.toString()),
                // As all relative paths it counts from the project's folder, and the script is called from another one.
                List.of("--properties-file", SubmitScript.fromTheTop(properties)))) {
            List<String> options = new ArrayList<>(mode);
            options.add("--");
            assertRefused(master, run(Map.of("TIDEGATE_MASTER", master), options, 3));
        }
        assertRefused(master, run(Map.of("TIDEGATE_MASTER", master, "DEPLOY_MODE", "cluster"), List.of("--"), 3));
    }

    private static void assertRefused(String master, Path log) {
        assertThat(log)
                .content()
                .startsWith("Cannot run the job on " + master + " in deploy mode cluster: ")
                .contains("mode client")
                .hasLineCount(1);
    }

    @Test
    @Tag("long")
    void jarsFilesPackagesAndDeployModeReachSpark() throws Exception {
        pipeline.deliver("a.csv", event(1));
        Path events = Files.createDirectory(folder.resolve("events"));
        Path jar = jar(folder.resolve("extra.jar"));
        Path file = Files.writeString(folder.resolve("extra.txt"), "x");
        Path artifact = Files.createDirectories(folder.resolve("repository/org/example/extra/1"));
        jar(artifact.resolve("extra-1.jar"));
        Files.writeString(artifact.resolve("extra-1.pom"), """
                <project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId><artifactId>extra</artifactId>\
                <version>1</version></project>
                """);
        run(
                Map.of(),
                List.of(
                        "--deploy-mode",
                        "client",
                        "--jars",
                        jar.toString(),
                        "--files",
                        file.toString(),
                        "--packages",
                        "org.example:extra:1",
                        "--repositories",
                        folder.resolve("repository").toUri().toString(),
                        "--conf",
                        "spark.jars.ivy=" + folder.resolve("ivy"),
                        "--conf",
                        "spark.eventLog.enabled=true",
                        "--conf",
                        "spark.eventLog.dir=" + events.toUri(),
                        "--conf",
                        "spark.ui.enabled=false",
                        "--"));
        assertThat(settings(events))
                .containsEntry("spark.submit.deployMode", "client")
                .hasEntrySatisfying(
                        "spark.jars", jars -> assertThat(jars).contains("extra.jar", "org.example_extra-1.jar"))
                .hasEntrySatisfying("spark.files", files -> assertThat(files).contains("extra.txt"));
    }

    private static Path jar(Path jar) throws IOException {
        new JarOutputStream(Files.newOutputStream(jar), new Manifest()).close();
        return jar;
    }

    private Path run(Map<String, String> environment, List<String> options) throws Exception {
        return run(environment, options, 0);
    }

    private Path run(Map<String, String> environment, List<String> options, int status) throws Exception {
        return SubmitScript.run(folder, environment, options, pipeline, status);
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** What Spark itself says that it was started with. */
    private static Map<String, String> settings(Path events) throws IOException {
        try (Stream<Path> logs = Files.list(events);
                Stream<String> lines = Files.lines(logs.findFirst().orElseThrow())) {
            JsonObject update = lines.map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .filter(line -> line.get("Event").getAsString().equals("SparkListenerEnvironmentUpdate"))
                    .findFirst()
                    .orElseThrow();
            Map<String, String> settings = new HashMap<>();
            update.getAsJsonObject("Spark Properties")
                    .entrySet()
                    .forEach(entry ->
                            settings.put(entry.getKey(), entry.getValue().getAsString()));
            return settings;
        }
    }
}
