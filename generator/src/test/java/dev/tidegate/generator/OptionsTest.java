package dev.tidegate.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --interval=10                | expected a duration
            --interval=-1s               | expected a duration
            --files=0                    | expected 1 to
            --files=many                 | expected a whole number
            --events-per-file=10000001   | expected 1 to 10000000
            --users=0                    | expected 1 to 1000000
            --products=10001             | expected 1 to 10000
            --seed=0x10                  | expected a whole number
            --seed=99999999999999999999  | expected a whole number
            --start=2026-03-01           | expected a time
            --start=1969-12-31T23:59:59Z | expected 1970-01-02T00:00:00Z to
            --events-per-day=5           | expected only together with --start
            --redelivered=1.5            | expected a share
            --corrected=-0.1             | expected a share
            --out-of-order=half          | expected a share
            --malformed=0,5              | expected a share
            --unknown-type=٠             | expected a share
            --refunds=2                  | expected a share
            --guests=x                   | expected a share
            --currencies=EURO            | expected codes of ISO 4217
            """)
    void aWrongValueIsRefusedInOneLineThatNamesIt(String option, String expected) {
        Run run = Run.in(directory, option);

        String[] nameAndValue = option.split("=", 2);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("'" + nameAndValue[0] + "'", "'" + nameAndValue[1] + "'", expected);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void anUnknownOptionIsRefusedInOneLineThatNamesIt() {
        Run run = Run.in(directory, "--sed=1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("'--sed=1'", "--help");
    }

    @Test
    void moreTroubleThanLinesIsRefused() {
        Run run = Run.in(directory, "--malformed=0.7", "--corrected=0.6");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("--malformed", "1.3", "expected at most 1.0");
    }

    @Test
    void sharesMayAddUpToOneExactly() {
        Run run = Run.in(directory, "--redelivered=.1", "--corrected=0.2", "--out-of-order=0.7", "--files=1");

        assertThat(run.exitCode()).isZero();
    }

    @Test
    void theEnvironmentSetsWhatIsNotGiven() {
        Map<String, String> environment = Map.of(
                "TIDEGATE_GENERATOR_EVENTS_PER_FILE", "3",
                "TIDEGATE_GENERATOR_FILES", "7",
                "TIDEGATE_GENERATOR_INTERVAL", "0",
                "TIDEGATE_GENERATOR_QUIET", "true",
                "TIDEGATE_GENERATOR_SEED", "");

        Run run = Run.in(directory, environment, "--files=2");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.files()).hasSize(2);
        assertThat(run.lines()).hasSize(6);
    }

    @Test
    void aWrongVariableOfTheEnvironmentIsNamed() {
        Run run = Run.in(directory, Map.of("TIDEGATE_GENERATOR_FILES", "0"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("TIDEGATE_GENERATOR_FILES", "'0'");
    }

    @Test
    void defaultsAreFifteenEventsEveryTenSecondsOfAThousandUsersAndTwentyFiveProducts() {
        Run help = Run.in(directory, "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains("--events-per-file=N    Lines in a file, the header aside (default: 15)")
                .contains("(default: data/input)", "(default: data/catalog/products.csv)")
                .contains("How many users, numbered from 1 (default: 1000)")
                .contains("How many products, numbered from 1, in five categories (default: 25)")
                .containsPattern("--interval=TIME .*\\s+\\(default: 10s\\)")
                .contains("--files=N              How many files (default: until stopped)");
    }

    @Test
    void eachFileIsToldInALine() {
        Run run = Run.in(directory, "--files=2", "--interval=0", "--seed=3", "--start=2026-03-01T00:00:00Z");

        assertThat(run.out().lines()).hasSize(3).contains("events-20260301T000000000Z-000001.csv: 15 lines, 15 good");
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldInOneLine() throws IOException {
        Files.writeString(directory.resolve("input"), "a file where the folder should be");

        Run run = Run.in(directory, "--files=1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains("Cannot write", "input");
    }

    @Test
    void historyEndsWithTheYearsTheJobTakes() {
        Run run = Run.in(directory, "--start=2099-12-01T00:00:00Z", "--events-per-day=10", "--events-per-file=9999");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains("2100", "--start");
        assertThat(run.files()).isEmpty();
    }
}
