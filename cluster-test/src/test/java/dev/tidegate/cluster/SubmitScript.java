package dev.tidegate.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code scripts/submit.sh} with the Spark that the build assembled.
 *
 * @param log what it says
 */
record SubmitScript(Path log) {

    static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    /**
     * Starts it.
     *
     * @param environment without it there is nothing for the scripts in the environment
     * @param spark options of {@code spark-submit}
     */
    Process start(Map<String, String> environment, List<String> spark, List<String> job) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(TOP.resolve("scripts/submit.sh").toString()));
        command.addAll(spark);
        command.add("--");
        command.addAll(job);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(log.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(TIDEGATE|SPARK)_.*"));
        builder.environment()
                .putAll(Map.of("SPARK_HOME", SparkPrograms.home().toString(), "SPARK_LOCAL_IP", "127.0.0.1"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    String said() throws IOException {
        return Files.readString(log);
    }
}
