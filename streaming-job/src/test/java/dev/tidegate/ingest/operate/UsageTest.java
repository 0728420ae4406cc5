package dev.tidegate.ingest.operate;

import static dev.tidegate.ingest.operate.Operated.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.operate.Operated.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "status",
                "files",
                "file",
                "rejects",
                "rejects list",
                "rejects show",
                "rejects export",
                "rejects replay",
                "rejects discard",
                "replay",
                "check",
                "guess",
                "verify",
                "doctor",
                "retention",
                "completion"
            })
    void everyCommandHasHelpThatFitsAHundredColumns(String command) {
        Ran ran = plain((command + " --help").strip().split(" "));
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).contains("Usage: tidegate" + (command.isEmpty() ? "" : " " + command));
        assertThat(ran.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "rejects",
                "files --state eaten",
                "files --since yesterday",
                "file",
                "file seven",
                "check",
                "guess",
                "guess --stream No export.csv",
                "guess --time-zone Mars export.csv",
                "replay",
                "rejects discard",
                "rejects discard --all --reason nul",
                "rejects export",
                "retention",
                "status --jdbc-url jdbc:mysql://x",
                "status --jdbc-url jdbc:postgresql://x/y?password=secret",
                "status --password-file /does/not/exist"
            })
    void wrongUsageIsOneLineAndExitCode2(String command) {
        Ran ran = plain(command.isEmpty() ? new String[0] : command.split(" "));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).contains("--help").doesNotContain("secret");
    }

    @Test
    void aDatabaseThatIsNotThereIsOneLineAndExitCode1() {
        String[] status = {"status", "--jdbc-url", "jdbc:postgresql://127.0.0.1:1/none"};
        Ran ran = plain(status);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).startsWith("'tidegate status' failed: ").contains("Is the server up");
        Ran debugged = plain(status[0], "--debug", status[1], status[2]);
        assertThat(debugged.err()).contains("\tat org.postgresql.");
    }

    @Test
    void bashTakesTheCompletionAndCompletesWithIt(@TempDir Path folder) throws IOException, InterruptedException {
        Path script = Files.writeString(
                folder.resolve("completion"), plain("completion").out());
        String ask = "source %s; COMP_WORDS=(tidegate rej); COMP_CWORD=1; _complete_tidegate; echo \"${COMPREPLY[@]}\""
                .formatted(script);
        Process bash =
                new ProcessBuilder("bash", "-c", ask).redirectErrorStream(true).start();
        String answer = new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(answer.strip()).isEqualTo("rejects");
    }

    /** The variable is the job's list: its only stream is taken, of several one has to be named. */
    @Test
    void theStreamOfTheJobIsTakenWhereItIsTheOnlyOne(@TempDir Path folder) throws Exception {
        Path file =
                Files.writeString(folder.resolve("readings-1.csv"), "sensor,measured_at\nattic,2026-03-01T09:00:00Z\n");
        String readings = Path.of("..", "streams", "readings.yaml").toString();
        assertThat(inProcess(folder, readings, "check", file.toString()))
                .startsWith("0 ")
                .contains("1 read, 1 accepted");
        assertThat(inProcess(folder, "events," + readings, "check", file.toString()))
                .startsWith(
                        "2 Which stream? TIDEGATE_STREAM names events, readings: expected --stream with one of them");
        assertThat(inProcess(folder, "events," + readings, "check", file.toString(), "--stream", readings))
                .startsWith("0 ");
        assertThat(inProcess(folder, "", "check", file.toString())).startsWith("3 ");
    }

    @Test
    void aStreamOfWhichTheFileIsNeededIsNotTakenByItsName() {
        Ran ran = plain("check", "a.csv", "--stream", "orders");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("'orders': this command needs to know what is declared: expected the YAML file");
        assertThat(plain("files", "--stream", "orders,readings").err())
                .contains("Which stream? --stream names orders, readings");
    }

    /** A process cannot change its own environment. */
    private static String inProcess(Path folder, String streams, String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TidegateCommand.class.getName()));
        all.addAll(List.of(command));
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEGATE_"));
        builder.environment().put("TIDEGATE_STREAM", streams);
        return builder.start().waitFor() + " " + Files.readString(output);
    }
}
