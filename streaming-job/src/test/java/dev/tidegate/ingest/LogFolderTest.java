package dev.tidegate.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The log in a folder. Run in processes of their own: a log is of its process. */
class LogFolderTest {

    private static final long MIB = 1L << 20;

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void fileHasLineByLineWhatTheConsoleHas(String format) throws Exception {
        Path folder = home.resolve("made/for/it");
        String printed =
                LoggingProcess.print(LoggedLines.class, "--log-format", format, "--log-folder", folder.toString());
        assertThat(printed).contains("batch=7", "java.io.IOException: inner");
        assertThat(folder.resolve("tidegate.log")).content(UTF_8).isEqualTo(printed);
    }

    @Test
    void nextStartWritesOnWhereTheLastEnded() throws Exception {
        String first = LoggingProcess.print(LoggedLines.class, "--log-folder", home.toString());
        String second = LoggingProcess.print(LoggedLines.class, "--log-folder", home.toString());
        assertThat(home.resolve("tidegate.log")).content(UTF_8).isEqualTo(first + second);
    }

    @Test
    void nothingIsWrittenWhereNoFolderIsNamed() throws Exception {
        assertThat(LoggingProcess.print(LoggedLines.class)).contains("batch=7");
        assertThat(parsed().log.folder).isNull();
        parsed("--log-folder", "").log.apply();
    }

    @Test
    @Tag("long")
    void newestHundredMegabytesAreKeptAndOlderOnesOfThemCompressed() throws Exception {
        LoggingProcess.print(LongLog.class, "--log-folder", home.toString());

        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    Stream.of("tidegate.log"),
                                    IntStream.rangeClosed(1, 9).mapToObj("tidegate-%d.log.gz"::formatted))
                            .toList());
        }
        assertThat(Files.size(home.resolve("tidegate.log"))).isBetween(1L, 11 * MIB);
        List<Integer> numbers = IntStream.rangeClosed(1, 9)
                .mapToObj(index -> home.resolve("tidegate-%d.log.gz".formatted(10 - index)))
                .flatMap(LogFolderTest::numbers)
                .toList();
        // Nine full files without a gap, and the lines behind them in the one that is written to.
        int first = numbers.get(0);
        int last = numbers.get(numbers.size() - 1);
        assertThat(numbers)
                .hasSizeBetween(90, 108)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(first, last).boxed().toList());
        assertThat(Files.readString(home.resolve("tidegate.log"))).contains(" line %d ".formatted(last + 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /dev/null/logs     | that can be written in
                    /proc/logs         | that can be written in
                    hdfs://master/logs | on this machine
                    """)
    void folderThatCannotBeWrittenInIsOneLineThatNamesFlagAndFolder(String folder, String expected) {
        assertThatThrownBy(() -> parsed("--log-folder", folder).log.apply())
                .isInstanceOf(ParameterException.class)
                .message()
                .contains("'--log-folder'", "'" + folder + "'", expected)
                .doesNotContain("\n");
    }

    private static IngestOptions parsed(String... arguments) {
        IngestOptions options = new IngestOptions();
        new CommandLine(options).parseArgs(arguments);
        return options;
    }

    private static Stream<Integer> numbers(Path packed) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(packed)), UTF_8))) {
            return lines
                    .lines()
                    .map(line -> Integer.valueOf(line.replaceFirst("^.* line ([0-9]+) .*$", "$1")))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
