package dev.tidegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Spotless holds for Java, for the page's scripts. */
class LineLengthTest {
    @Test
    void noLineOfAScriptIsLongerThan120Characters() throws IOException {
        try (Stream<Path> scripts = Files.list(Path.of("src/main/resources/page/js"))) {
            List<String> tooLong = scripts.flatMap(LineLengthTest::lines)
                    .filter(line -> line.codePointCount(0, line.length()) > 120)
                    .toList();
            assertThat(tooLong).isEmpty();
        }
    }

    private static Stream<String> lines(Path script) {
        try {
            return Files.readAllLines(script).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
