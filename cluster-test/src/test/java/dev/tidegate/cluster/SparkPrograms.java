package dev.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Starts programs of the Spark that the build assembled. What each says goes into a file of the given folder. */
record SparkPrograms(Path logs) {

    private static final Path SPARK = Path.of(System.getProperty("tidegate.spark"));
    private static final Path JOB = Path.of(System.getProperty("tidegate.job"));

    /** Runs a class of Spark, such as its master. */
    Process daemon(String name, Map<String, String> environment, String... words) throws IOException {
        return start(name, environment, "spark-class", List.of(words));
    }

    /** Submits the streaming job: first the options of {@code spark-submit}, then those of the job. */
    Process submit(String name, List<String> sparkOptions, List<String> jobOptions) throws IOException {
        return submit(name, Map.of(), sparkOptions, jobOptions);
    }

    /** The same, with more in its environment. */
    Process submit(String name, Map<String, String> environment, List<String> sparkOptions, List<String> jobOptions)
            throws IOException {
        List<String> words = new ArrayList<>(List.of("--driver-memory", "512m", "--conf", "spark.ui.enabled=false"));
        words.addAll(sparkOptions);
        words.addAll(List.of("--class", "dev.tidegate.ingest.IngestJob", JOB.toString()));
        words.addAll(jobOptions);
        return start(name, environment, "spark-submit", words);
    }

    /** What a program has said so far. */
    String said(String name) {
        try {
            return Files.readString(log(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a program has said something. */
    void awaitSaid(String name, String text) {
        Awaitility.await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> assertThat(said(name))
                .contains(text));
    }

    private Process start(String name, Map<String, String> environment, String program, List<String> words)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(SPARK.resolve("bin").resolve(program).toString());
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().putAll(Map.of("SPARK_LOCAL_IP", "127.0.0.1", "LC_ALL", "C.UTF-8"));
        builder.environment().putAll(Map.of("SPARK_DAEMON_MEMORY", "192m", "SPARK_CONF_DIR", conf()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** The settings of the distribution, but at a level at which master and workers say that they are there. */
    private String conf() throws IOException {
        Path settings = logs.resolve("conf/log4j2.properties");
        if (!Files.exists(settings)) {
            Files.createDirectories(settings.getParent());
            String quiet = Files.readString(SPARK.resolve("conf/log4j2.properties"));
            Files.writeString(
                    settings, quiet.replaceFirst("(?m)^rootLogger.level *= *warn", "rootLogger.level = info"));
        }
        return settings.getParent().toString();
    }

    /**
     * Lets the programs that are started from now on know each other by a secret, and encrypt.
     *
     * @return the secret
     */
    String secure() throws IOException {
        String secret = UUID.randomUUID().toString();
        secure("spark.authenticate.secret " + secret);
        return secret;
    }

    /** Lets the programs that are started from now on know each other, and encrypt; more settings have a line each. */
    void secure(String more) throws IOException {
        String lines = "spark.authenticate true%nspark.network.crypto.enabled true%nspark.io.encryption.enabled true%n";
        Files.writeString(Path.of(conf(), "spark-defaults.conf"), lines.formatted() + more);
    }

    /** The folder of Spark. */
    static Path home() {
        return SPARK.toAbsolutePath().normalize();
    }

    /** The jars of Spark, as containers of YARN find them on this machine. */
    static String jars() {
        return "local:" + home().resolve("jars") + "/*";
    }

    private Path log(String name) {
        return logs.resolve(name + ".log");
    }

    /** The words of a command line in which no word has a blank. */
    static List<String> words(String line) {
        return List.of(line.split(" ", -1));
    }
}
