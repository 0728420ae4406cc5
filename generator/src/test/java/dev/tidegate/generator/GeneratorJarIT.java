package dev.tidegate.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it ships, in a process of its own. */
class GeneratorJarIT {

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    /** A generator that a failed test leaves behind would fill the disk. */
    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void writesTheGoldenFileWhateverLocaleZoneAndCharset() throws Exception {
        Process process = start(
                List.of(
                        "-Duser.language=ar",
                        "-Duser.country=EG",
                        "-Duser.timezone=Asia/Kathmandu",
                        "-Dfile.encoding=US-ASCII"),
                GoldenFileTest.OPTIONS);

        assertThat(exitCode(process)).isZero();
        assertThat(input().resolve("events-20260302T180000000Z-000001.csv"))
                .hasSameBinaryContentAs(GoldenFileTest.GOLDEN);
    }

    @Test
    void sigtermLeavesOnlyWholeFilesAndExitsWithZero() throws Exception {
        Process process = start(List.of(), List.of("--interval=0", "--events-per-file=20000"));
        awaitFirstFile(process);

        process.destroy();

        assertThat(exitCode(process)).isZero();
        List<Path> files = files();
        assertThat(files).isNotEmpty().allMatch(file -> file.toString().endsWith(".csv"));
        for (Path file : files) {
            assertThat(Files.readString(file)).endsWith("\n");
            assertThat(Files.readAllLines(file)).hasSize(20_001);
        }
    }

    @Test
    void sigtermEndsTheWaitForTheNextFile() throws Exception {
        Process process = start(List.of(), List.of("--interval=24h"));
        awaitFirstFile(process);

        process.destroy();

        assertThat(exitCode(process)).isZero();
        assertThat(files()).hasSize(1);
    }

    @Test
    void restartsGiveFilesNewNames() throws Exception {
        Set<String> names = new HashSet<>();
        for (int run = 1; run <= 3; run++) {
            assertThat(exitCode(start(List.of(), List.of("--interval=0", "--files=5"))))
                    .isZero();
            // Taken away, as the job does: the folder no longer tells which names were used.
            for (Path file : files()) {
                names.add(file.getFileName().toString());
                Files.delete(file);
            }
            assertThat(names).hasSize(5 * run);
        }
    }

    @Test
    void aReaderNeverSeesAPartOfAFile() throws Exception {
        Process process = start(List.of(), List.of("--interval=0", "--events-per-file=5000", "--files=30"));
        Set<Path> seen = new HashSet<>();
        do {
            for (Path file : files()) {
                if (file.toString().endsWith(".csv") && seen.add(file)) {
                    assertThat(Files.readAllLines(file)).hasSize(5_001);
                }
            }
        } while (process.isAlive() || seen.size() < files().size());

        assertThat(exitCode(process)).isZero();
        assertThat(seen).hasSize(30);
    }

    @Test
    void wrongOptionsExitWithTwo() throws Exception {
        assertThat(exitCode(start(List.of(), List.of("--files=none")))).isEqualTo(2);
    }

    @Test
    void theVersionIsThatOfTheBuild() throws Exception {
        Process process = start(List.of(), List.of("--version"));

        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).matches("Tidegate generator \\d+\\.\\d+\\.\\d+.*");
        }
        assertThat(exitCode(process)).isZero();
    }

    private Process start(List<String> jvmOptions, List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-jar", Path.of("target", "generator.jar").toAbsolutePath().toString()));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEGATE_"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** The line of a file comes once the file is there. */
    private static void awaitFirstFile(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        while (line != null && !line.startsWith("events-")) {
            line = out.readLine();
        }
        assertThat(line).as("the line of the first file").isNotNull();
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("ended within a minute")
                .isTrue();
        return process.exitValue();
    }

    private Path input() {
        return directory.resolve("data/input");
    }

    private List<Path> files() throws IOException {
        if (Files.notExists(input())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(input())) {
            return files.toList();
        }
    }
}
