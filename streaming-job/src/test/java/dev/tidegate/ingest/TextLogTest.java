package dev.tidegate.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever is logged, no line of the log is made by it. Run in a process of its own: a log is of its process. */
class TextLogTest {

    @Test
    void messageIsOneLineWithItsSpecialCharactersWrittenOut() throws Exception {
        assertThat(printed().stream().filter(line -> line.contains("quote \" backslash")))
                .singleElement()
                .asString()
                .contains(
                        "WARN ",
                        "line\\nend tab\\t bell\\x07 {} %m ${java:version} é 😀",
                        "\\x1b[2Jescape \\u{202e}right to left \\u{2028}\\x85line ends",
                        "\\u{e0041}tag");
    }

    @Test
    void stackTraceKeepsItsLinesAndTheMessagesOfExceptionsMakeNone() throws Exception {
        List<String> lines = printed();
        assertThat(lines)
                .filteredOn(line -> line.contains("this never happened"))
                .singleElement()
                .isEqualTo("\t| " + LoggedLines.FORGED + "\\x1b[2J\\u{202e}");
        assertThat(lines)
                .contains(
                        "java.lang.IllegalStateException: outer",
                        "\t| \"quoted\"",
                        "Caused by: java.io.IOException: inner")
                .anyMatch(line -> line.startsWith("\tat dev.tidegate.ingest.LoggedLines.main("))
                .allMatch(
                        line -> line.matches(
                                "(\\t|java\\.lang\\.IllegalStateException: outer|Caused by: java\\.io\\.IOException: inner|.*LoggedLines).*"));
    }

    /** Executors have the settings of the distribution and nothing of the job's. */
    @Test
    void logOfExecutorsHasNoLineMadeByWhatIsLogged() throws Exception {
        Path settings = Path.of("../spark-distribution/src/main/spark/conf/log4j2.properties");
        assertThat(settings).exists();
        String printed = LoggingProcess.print(
                List.of("-Dlog4j2.configurationFile=" + settings.toUri()), LoggedLines.OfExecutor.class);
        assertNothingToObey(printed);
        assertThat(printed.lines())
                .contains("\t" + LoggedLines.FORGED + "?[2J?", "java.lang.IllegalStateException: outer", "\t\"quoted\"")
                .anyMatch(line -> line.startsWith("\tCaused by: java.io.IOException: inner"))
                .anyMatch(line -> line.startsWith("\t\tat dev.tidegate.ingest.LoggedLines"))
                .allMatch(line ->
                        line.matches("(\t|java\\.lang\\.IllegalStateException: outer|.* (WARN|ERROR) +LoggedLines).*"))
                .filteredOn(line -> line.contains("outer"))
                .hasSize(1);
    }

    @Test
    void levelsAreThoseOfTheOptionsPerLogger() throws Exception {
        assertThat(printed()).noneMatch(line -> line.contains("of Spark") || line.contains("of the job"));
        assertThat(printed("--log-level", "org.apache.spark=info,DEBUG"))
                .anyMatch(line -> line.matches(".* INFO .*Below.* of Spark"))
                .anyMatch(line -> line.matches(".* DEBUG .*LoggedLines.* of the job"));
        assertThat(printed("--log-level", "off")).noneMatch(line -> line.contains("LoggedLines"));
    }

    private static void assertNothingToObey(String printed) {
        assertThat(printed.codePoints())
                .allMatch(character ->
                        character == '\n' || character == '\t' || Character.getType(character) != Character.CONTROL)
                .noneMatch(character -> character == 0x202e || character == 0x2028);
    }

    private static List<String> printed(String... arguments) throws Exception {
        String printed = LoggingProcess.print(LoggedLines.class, arguments);
        assertNothingToObey(printed);
        return printed.lines().toList();
    }
}
