package dev.tidegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dashboard.database.ConnectionSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DashboardMainTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --port|eighty|--port
            --port|70000|expected 0 to 65535
            --port|-1|expected 0 to 65535
            --jdbc-url|jdbc:mysql://localhost/x|jdbc:postgresql://host:port/database
            --password-file|/does/not/exist|cannot be read
            --bind|no.such.host.invalid|is no address
            --allowed-hosts|shop.example:8080|expected host names without a port
            --allowed-hosts|http://shop.example|expected host names without a port
            --allowed-hosts|*.shop.example|expected host names without a port
            --allowed-hosts|shop.example,*|stands alone
            --colour|red|Unknown option
            """)
    void aWrongOptionIsOneLineAndExitCodeTwo(String option, String value, String reason) {
        Run run = run(Map.of(), option, value);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error().lines())
                .singleElement()
                .asString()
                .startsWith("dashboard: ")
                .contains(reason);
    }

    /** For those who must: in a container there may be nothing but variables. */
    @Test
    void thePasswordMayComeFromAVariableWhereNothingElseNamesOne() throws IOException {
        Map<String, String> variable = Map.of("TIDEGATE_DASHBOARD_PASSWORD", "s3cret");
        Path file = Files.writeString(folder.resolve("password"), "of the file\n");
        assertThat(password(variable)).isEqualTo("s3cret");
        assertThat(password(variable, "--password-file", file.toString())).isEqualTo("of the file");
        assertThat(password(Map.of("TIDEGATE_DASHBOARD_PASSWORD", ""))).isNull();
        assertThat(settings(variable).toString()).doesNotContain("s3cret");
    }

    private static String password(Map<String, String> environment, String... arguments) throws IOException {
        return settings(environment, arguments).password().password();
    }

    private static ConnectionSettings settings(Map<String, String> environment, String... arguments) {
        CommandLine commandLine = DashboardMain.commandLine(environment);
        commandLine.parseArgs(arguments);
        return ((DashboardMain) commandLine.getCommand()).settings();
    }

    @Test
    void aPasswordInTheUrlIsRefusedAndNotRepeated() {
        Run run = run(Map.of(), "--jdbc-url", "jdbc:postgresql://127.0.0.1/tidegate?user=u&password=s3cret");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).contains("--password-file").doesNotContain("s3cret");
    }

    @Test
    void thePasswordOfAKeyIsRefusedOnTheCommandLineAndNotRepeated() {
        Run run = run(Map.of(), "--jdbc-url", "jdbc:postgresql://127.0.0.1/tidegate?ssl=true&sslpassword=s3cret");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).contains("TIDEGATE_DASHBOARD_JDBC_URL").doesNotContain("s3cret");
    }

    @Test
    void aPasswordFromACommandAndFromAFileIsOneTooMany() {
        Run run = run(Map.of("TIDEGATE_DASHBOARD_PASSWORD_COMMAND", "echo x"), "--password-file", "/dev/null");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error()).contains("--password-command", "--password-file", "expected one of them");
    }

    @Test
    void theEnvironmentSetsWhatTheCommandLineDoesNot() {
        assertThat(run(Map.of("TIDEGATE_DASHBOARD_PORT", "99999")).error())
                .contains("--port")
                .contains("99999");
        assertThat(run(Map.of("TIDEGATE_DASHBOARD_JDBC_URL", "nowhere", "TIDEGATE_DASHBOARD_PORT", ""))
                        .error())
                .contains("--jdbc-url");
        assertThat(run(Map.of("TIDEGATE_DASHBOARD_ALLOWED_HOSTS", "shop.example:1"))
                        .error())
                .contains("--allowed-hosts")
                .contains("shop.example:1");
    }

    @Test
    void allThatIsWrongInARuleFileIsToldAtOnce() throws IOException {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), "rules:\n  a: {type: no_event}\nevry: 1m\n");
        Run run = run(Map.of("TIDEGATE_DASHBOARD_ALERTS", rules.toString()));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(rules + ":2: ").contains("did you mean 'no_events'?"),
                        line -> assertThat(line).startsWith(rules + ":3: ").contains("did you mean 'every'?"));
    }

    @Test
    void aPlaceWhereNoStateCanBeKeptIsRefused() throws IOException {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), "rules: {a: {type: no_events}}\n");
        Path state = Files.writeString(folder.resolve("file"), "").resolve("alerts.json");
        Run run = run(Map.of(), "--alerts", rules.toString(), "--alerts-state", state.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.error())
                .startsWith("dashboard: Wrong value for --alerts-state: " + state + " cannot be used")
                .contains("expected a file in a folder that this process may write to");
    }

    @Test
    void helpNamesEachOption() {
        Run run = run(Map.of(), "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output())
                .contains(
                        "--jdbc-url",
                        "--user",
                        "--password-file",
                        "--password-command",
                        "--port",
                        "--bind",
                        "127.0.0.1",
                        "--allowed-hosts",
                        "--alerts",
                        "--alerts-state",
                        "data/alerts.json");
    }

    private static Run run(Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = DashboardMain.commandLine(environment)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int exitCode = commandLine.execute(args);
        return new Run(exitCode, out.toString(), err.toString());
    }

    private record Run(int exitCode, String output, String error) {}
}
