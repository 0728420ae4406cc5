package dev.tidegate.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The options: their defaults, their environment variables, and one line for each wrong value. */
class IngestOptionsTest {

    @TempDir
    Path folder;

    @Test
    void defaultsAreThoseOfTheReadme() {
        assertThat(PrintedOptions.shown(parsed()).lines())
                .containsExactly(
                        "data/input",
                        "data/archive",
                        "data/quarantine",
                        "data/checkpoints",
                        "jdbc:postgresql://127.0.0.1:5432/tidegate as tidegate_job",
                        "PT10S",
                        "3",
                        "1073741824",
                        "PT2S",
                        "UTC",
                        "event types buy, click, view",
                        "mappings []",
                        "drain false",
                        "once false",
                        "takeOver false",
                        "metrics on 127.0.0.1 null, unhealthy after PT5M",
                        "log TEXT in null");
    }

    @ParameterizedTest
    @CsvSource({
        "s3a://b/in,data/archive,s3a://b/q,data/checkpoint,'--input is s3a://b/in and --archive is data/archive: expected'",
        "in,ar,s3a://b/q,data/checkpoint,'--input is in and --quarantine is s3a://b/q: expected'",
        "s3a://b/in,s3a://b/ar,s3a://b/q,s3a://b/c,'s3a://b/c'' is not a folder on a local disk or on HDFS'",
        "s3a://b/in,s3://b/in,s3a://b/q,data/checkpoint,'expected a folder of its own for each'"
    })
    void foldersInBucketsAreAllInBucketsAndTheCheckpointIsNot(
            String input, String archive, String quarantine, String checkpoint, String message) {
        assertThatThrownBy(() -> parsed(
                                "--input",
                                input,
                                "--archive",
                                archive,
                                "--quarantine",
                                quarantine,
                                "--checkpoint",
                                checkpoint)
                        .validate())
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(message);
    }

    @Test
    void eachOptionIsTakenFromItsEnvironmentVariable() throws Exception {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("TIDEGATE_INPUT", "/in");
        environment.put("TIDEGATE_ARCHIVE", "/ar");
        environment.put("TIDEGATE_QUARANTINE", "/qu");
        environment.put("TIDEGATE_CHECKPOINT", "/ch");
        environment.put("TIDEGATE_JDBC_URL", "jdbc:postgresql://db/x");
        environment.put("TIDEGATE_USER", "me");
        environment.put("TIDEGATE_PASSWORD_FILE", secret().toString());
        environment.put("TIDEGATE_TRIGGER", "1 minute");
        environment.put("TIDEGATE_MAX_FILES_PER_TRIGGER", "7");
        environment.put("TIDEGATE_MAX_BYTES_PER_TRIGGER", "64m");
        environment.put("TIDEGATE_SETTLE", "0");
        environment.put("TIDEGATE_TIME_ZONE", "Europe/Berlin");
        environment.put("TIDEGATE_EVENT_TYPES", "buy,refund");
        environment.put("TIDEGATE_MAPPING", "../mappings/retailrocket.yaml,../mappings/rees46.yaml");
        environment.put("TIDEGATE_DRAIN", "true");
        environment.put("TIDEGATE_ONCE", "true");
        environment.put("TIDEGATE_TAKE_OVER", "true");
        environment.put("TIDEGATE_METRICS_PORT", "9404");
        environment.put("TIDEGATE_METRICS_BIND", "0.0.0.0");
        environment.put("TIDEGATE_UNHEALTHY_AFTER", "90s");
        environment.put("TIDEGATE_LOG_FORMAT", "json");
        environment.put("TIDEGATE_LOG_FOLDER", "/logs");
        assertThat(inAProcess(environment))
                .containsExactly(
                        "/in",
                        "/ar",
                        "/qu",
                        "/ch",
                        "jdbc:postgresql://db/x as me",
                        "PT1M",
                        "7",
                        "67108864",
                        "PT0S",
                        "Europe/Berlin",
                        "event types buy, refund",
                        "mappings [../mappings/retailrocket.yaml, ../mappings/rees46.yaml]",
                        "drain true",
                        "once true",
                        "takeOver true",
                        "metrics on 0.0.0.0 9404, unhealthy after PT1M30S",
                        "log JSON in /logs",
                        "password geheim");
        assertThat(inAProcess(environment, "--input", "/flag")).startsWith("/flag", "/ar");
    }

    /** So compose passes on what nobody has set. */
    @Test
    void variableThatIsEmptyIsAsOneThatIsNotSet() throws Exception {
        Map<String, String> environment = new LinkedHashMap<>();
        for (OptionSpec option :
                new CommandLine(new IngestOptions()).getCommandSpec().options()) {
            environment.put(
                    "TIDEGATE_"
                            + option.longestName()
                                    .substring(2)
                                    .replace('-', '_')
                                    .toUpperCase(Locale.ROOT),
                    "");
        }
        environment.put("TIDEGATE_PASSWORD", "");
        assertThat(environment).hasSizeGreaterThan(30);
        assertThat(inAProcess(environment)).isEqualTo(inAProcess(Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --log-level             | loud       | trace, debug, info
                    --log-level             | =info      | LOGGER=
                    --max-files-per-trigger | 0          | 1 or more
                    --max-files-per-trigger | -1         | 1 or more
                    --max-files-per-trigger | many       | int
                    --max-bytes-per-trigger | 0          | 64m
                    --max-bytes-per-trigger | 1.5g       | 64m
                    --max-bytes-per-trigger | 99999999t  | 64m
                    --statement-timeout     | 0          | from 1s to 20d
                    --statement-timeout     | 999ms      | from 1s to 20d
                    --statement-timeout     | 21d        | from 1s to 20d
                    --max-growth            | 0          | 1 or more
                    --max-rejects-per-file  | -1         | 0 or more
                    --max-header-bytes      | 16k        | int
                    --max-columns           | 0          | 1 or more
                    --trigger               | soon       | 10 seconds
                    --trigger               | -1s        | 10 seconds
                    --trigger               | 10         | 10 seconds
                    --settle                | 1 fortnight| 500ms
                    --hold                  | soon       | 500ms
                    --settle                | 999999999d | 500ms
                    --time-zone             | Berlin     | Europe/Berlin
                    --event-types           | sale       | view, click, cart, remove, checkout, buy, refund
                    --jdbc-url              | db:5432/x  | jdbc:postgresql://host:port/database
                    --metrics-port          | 65536      | 0 to 65535
                    --metrics-bind          | no.such.host.invalid | an address of this machine
                    --log-format            | xml        | text or json
                    --password-file         | /nowhere   | a file that can be read
                    """)
    void wrongValueIsOneLineThatNamesFlagValueAndWhatIsExpected(String flag, String value, String expected) {
        assertThatThrownBy(() -> parsed(flag, value).validate())
                .isInstanceOf(ParameterException.class)
                .message()
                .contains(flag, "'" + value + "'", expected)
                .doesNotContain("\n");
    }

    @Test
    void folderWithTwoUsesIsRefusedAlsoWhereALinkHidesIt() throws Exception {
        Path products = Files.createDirectories(folder.resolve("products"));
        String link =
                Files.createSymbolicLink(folder.resolve("orders"), products).toString();
        assertRefused(
                "archive of stream events", "quarantine of stream events", "--archive", "/x", "--quarantine", "/x/");
        assertRefused(
                "input folder of stream events",
                "archive of stream events",
                "--input",
                link,
                "--archive",
                products.toString());
        assertRefused(
                "archive of stream events", "checkpoint of stream events", "--archive", "/x", "--checkpoint", "/x");
        String both = "../streams/orders.yaml,../streams/products.yaml";
        assertRefused(
                "input folder of stream orders",
                "input folder of stream products",
                "--input",
                folder.toString(),
                "--stream",
                both);
    }

    private static void assertRefused(String one, String other, String... arguments) {
        assertThatThrownBy(() -> parsed(arguments).validate())
                .isInstanceOf(ParameterException.class)
                .message()
                .contains("the " + one + " and the " + other)
                .doesNotContain("\n");
    }

    @Test
    void whatIsNoMappingIsSaidInOneLineWithTheFile() {
        assertThatThrownBy(() -> parsed("--mapping", "/nowhere.yaml").validate())
                .isInstanceOf(ParameterException.class)
                .hasMessage("/nowhere.yaml: there is no such file: expected a mapping in YAML");
    }

    @Test
    void unknownFlagIsNamed() {
        assertThatThrownBy(() -> parsed("--inputs", "x"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--inputs");
    }

    @Test
    void passwordInTheUrlIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> parsed("--jdbc-url", "jdbc:postgresql://db/x?user=me&Password=geheim")
                        .validate())
                .isInstanceOf(ParameterException.class)
                .message()
                .contains("--jdbc-url", "--password-file")
                .doesNotContain("geheim");
    }

    @Test
    void parametersOfTlsArePassedOnButForThePasswordOfAKey() {
        String url = "jdbc:postgresql://db/x?sslmode=verify-full&sslrootcert=/ca&sslcert=/c&sslkey=/k"
                + "&sslpasswordcallback=a.B&sslfactory=c.D&sslnegotiation=direct&channelBinding=require";
        assertThat(parsed("--jdbc-url", url).database().url()).isEqualTo(url);
        assertThatThrownBy(
                        () -> parsed("--jdbc-url", url + "&sslpassword=geheim").validate())
                .isInstanceOf(ParameterException.class)
                .message()
                .contains("--jdbc-url", "TIDEGATE_JDBC_URL")
                .doesNotContain("geheim");
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "500ms, PT0.5S",
        "1 millisecond, PT0.001S",
        "10 seconds, PT10S",
        "2s, PT2S",
        "1m, PT1M",
        "5 min, PT5M",
        "3 Minutes, PT3M",
        "1h, PT1H",
        "2 hours, PT2H",
        "' 7 s ', PT7S"
    })
    void durationsAreReadInTheirUsualForms(String text, String duration) {
        assertThat(parsed("--trigger", text).trigger).hasToString(duration);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10k, 10240", "64m, 67108864", "1G, 1073741824", "2gb, 2147483648", "1t, 1099511627776"})
    void sizesAreReadInTheirUsualForms(String text, long bytes) {
        assertThat(parsed("--max-bytes-per-trigger", text).maxBytesPerTrigger).isEqualTo(bytes);
    }

    @Test
    void passwordIsTheFirstLineOfItsFileAndIsNeverShown() throws Exception {
        IngestOptions options = parsed("--password-file", secret().toString());
        assertThat(options.database().password().ask()).isEqualTo("geheim");
        assertThat(options.database().toString()).doesNotContain("geheim");
    }

    /** For those who must: on a cluster of containers there may be nothing but variables. */
    @Test
    void passwordMayComeFromAVariableWhereNothingElseNamesOne() throws Exception {
        Map<String, String> environment = Map.of("TIDEGATE_PASSWORD", "from the variable");
        assertThat(inAProcess(environment)).endsWith("password from the variable");
        assertThat(inAProcess(environment, "--password-file", secret().toString()))
                .endsWith("password geheim");
        assertThat(inAProcess(Map.of())).endsWith("password null");
    }

    private Path secret() throws IOException {
        return Files.writeString(folder.resolve("secret"), "geheim\nmore\n");
    }

    private static IngestOptions parsed(String... arguments) {
        IngestOptions options = new IngestOptions();
        new CommandLine(options).parseArgs(arguments);
        return options;
    }

    private List<String> inAProcess(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PrintedOptions.class.getName()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEGATE_"));
        builder.environment().putAll(environment);
        assertThat(builder.start().waitFor()).as(Files.readString(output)).isZero();
        return Files.readAllLines(output);
    }
}
