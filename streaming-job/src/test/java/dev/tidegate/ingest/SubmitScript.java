package dev.tidegate.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code scripts/submit.sh}, called from a folder that is not the project's. */
final class SubmitScript {

    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    private SubmitScript() {}

    /**
     * Runs the job once with the files of a test.
     *
     * @param folder from where; the log is made there
     * @param options before those of the test
     * @param status the exit code to come
     * @return what it said
     */
    static Path run(
            Path folder, Map<String, String> environment, List<String> options, TestPipeline pipeline, int status)
            throws Exception {
        List<String> command =
                new ArrayList<>(List.of(TOP.resolve("scripts/submit.sh").toString()));
        command.addAll(options);
        command.addAll(pipeline.arguments());
        command.add("--once");
        return run(folder, environment, command, status);
    }

    /** Runs a command of the scripts, without what this process has in its environment for them. */
    static Path run(Path folder, Map<String, String> environment, List<String> command, int status) throws Exception {
        Path log = Files.createTempFile(folder, "log", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(TIDEGATE|SPARK)_.*"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as(command.toString())
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(status);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return log;
    }

    /** The path of a file relative to the project's folder. */
    static String fromTheTop(Path file) throws IOException {
        return TOP.toRealPath().relativize(file.toRealPath()).toString();
    }

    static Path top() {
        return TOP;
    }
}
