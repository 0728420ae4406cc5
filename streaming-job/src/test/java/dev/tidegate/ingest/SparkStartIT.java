package dev.tidegate.ingest;

import static dev.tidegate.ingest.EventLine.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How {@code scripts/submit.sh} has Java start: from an archive of classes, and with which collector. */
@Tag("long")
class SparkStartIT {

    @RegisterExtension
    final TestPipeline pipeline = new TestPipeline();

    @TempDir
    Path folder;

    @Test
    void classesComeFromAnArchiveThatTheFirstStartMakesAndOneThatDoesNotFitIsPassedOver() throws Exception {
        Path archive = SubmitScript.top().resolve("spark-distribution/target/spark/classes.jsa");
        Path damaged = Files.writeString(folder.resolve("damaged.jsa"), "no archive");
        pipeline.deliver("a.csv", event(1));
        Path loaded = folder.resolve("loaded");
        run(
                Map.of(
                        "TIDEGATE_SPARK_OPTIONS",
                        "--conf spark.driver.extraJavaOptions=-Xlog:class+load:file=" + loaded),
                List.of("--"));
        assertThat(archive).isRegularFile();
        assertThat(Files.readString(loaded))
                .contains("org.apache.spark.SparkContext source: shared objects file (top)");
        pipeline.deliver("b.csv", event(2));
        assertThat(run(Map.of("TIDEGATE_CLASS_ARCHIVE", damaged.toString()), List.of("--")))
                .content()
                .contains("files=1 read=1 inserted=1")
                .doesNotContain("[cds]");
    }

    /** A debugger that waits for somebody would be waited for by the first start, and nobody knows of that process. */
    @Test
    void theArchiveIsMadeWithoutTheSettingsOfTheUserAndFitsThem() throws Exception {
        String waits = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0";
        Path conf = Files.createDirectory(folder.resolve("conf"));
        Files.writeString(conf.resolve("java-opts"), waits);
        Files.writeString(conf.resolve("spark-env.sh"), "exit 1");
        Files.writeString(conf.resolve("spark-defaults.conf"), "spark.driver.defaultJavaOptions " + waits);
        Path archive = folder.resolve("classes.jsa");
        SubmitScript.run(
                folder,
                Map.of(
                        "SPARK_CONF_DIR",
                        conf.toString(),
                        "SPARK_SUBMIT_OPTS",
                        waits,
                        "JAVA_TOOL_OPTIONS",
                        waits,
                        "JDK_JAVA_OPTIONS",
                        waits,
                        "DEPLOY_MODE",
                        "cluster"),
                List.of("bash", "-c", """
                        set -euo pipefail
                        for part in java programs class-archive; do
                            source "$1/scripts/lib/$part.sh"
                        done
                        find_java
                        find_spark
                        make_class_archive "$2" "$(jar_of streaming-job)" "$(class_archive_stamp)"
                        """, "bash", SubmitScript.top().toString(), archive.toString()),
                0);

        Path other = Files.createDirectory(folder.resolve("other"));
        Path loaded = folder.resolve("loaded");
        Files.writeString(
                other.resolve("spark-defaults.conf"),
                "spark.driver.extraJavaOptions -Xlog:class+load:file=" + loaded + "\n");
        pipeline.deliver("a.csv", event(1));
        run(Map.of("TIDEGATE_CLASS_ARCHIVE", archive.toString(), "SPARK_CONF_DIR", other.toString()), List.of("--"));
        assertThat(Files.readString(loaded))
                .contains("org.apache.spark.SparkContext source: shared objects file (top)");
        assertThat(archive.resolveSibling("classes.jsa.of")).isNotEmptyFile();
        try (var files = Files.list(folder)) {
            assertThat(files)
                    .filteredOn(file -> file.getFileName().toString().startsWith("classes.jsa."))
                    .as("nothing else is left behind")
                    .hasSize(1);
        }
    }

    /** With two collectors Java does not start. */
    @Test
    void aLocalSparkWithASmallHeapTakesTheSerialCollectorUnlessAnotherOneIsNamedAnywhere() throws Exception {
        // Of one processor Java itself takes the serial one.
        assumeThat(Runtime.getRuntime().availableProcessors()).isBetween(2, 4);
        assertThat(collector(Map.of(), Map.of())).isEqualTo("Serial");
        assertThat(collector(Map.of(), Map.of(), "--driver-memory", "3g")).isEqualTo("G1");

        String named = "-XX:+UseParallelGC";
        Path file = Files.writeString(folder.resolve("options"), named);
        Path flags = Files.writeString(folder.resolve("flags"), "+UseParallelGC\n");
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, String> setting : Map.of(
                        "spark-defaults.conf",
                        "spark.driver.extraJavaOptions  " + named,
                        "java-opts",
                        named,
                        "spark-env.sh",
                        "SPARK_SUBMIT_OPTS=\"${SPARK_SUBMIT_OPTS:-} " + named + "\"")
                .entrySet()) {
            found.add(collector(Map.of(), Map.of(setting.getKey(), setting.getValue())));
        }
        for (String options : List.of(named, "@" + file, "-XX:Flags=" + flags, "-XX:VMOptionsFile=" + file)) {
            found.add(collector(Map.of("SPARK_SUBMIT_OPTS", options), Map.of()));
        }
        found.add(collector(Map.of("JDK_JAVA_OPTIONS", "@" + file), Map.of()));
        found.add(collector(Map.of("JAVA_TOOL_OPTIONS", named), Map.of()));
        assertThat(found).hasSize(9).containsOnly("Parallel");
    }

    /**
     * What Java says to use.
     *
     * @param settings texts of the files of a folder of settings
     */
    private String collector(Map<String, String> environment, Map<String, String> settings, String... options)
            throws Exception {
        Path conf = Files.createTempDirectory(folder, "conf");
        for (Map.Entry<String, String> file : settings.entrySet()) {
            Files.writeString(conf.resolve(file.getKey()), file.getValue() + "\n");
        }
        Path log = conf.resolve("gc");
        Map<String, String> all = new HashMap<>(environment);
        all.put("SPARK_CONF_DIR", conf.toString());
        List<String> words = new ArrayList<>(List.of(options));
        words.addAll(List.of("--conf", "spark.driver.defaultJavaOptions=-Xlog:gc:file=" + log));
        // What comes of the job does not matter here.
        words.addAll(List.of("--", "--trigger", "soon"));
        SubmitScript.run(folder, all, words, pipeline, 2);
        return Files.readAllLines(log).get(0).replaceFirst(".* Using ", "");
    }

    private Path run(Map<String, String> environment, List<String> options) throws Exception {
        return SubmitScript.run(folder, environment, options, pipeline, 0);
    }
}
