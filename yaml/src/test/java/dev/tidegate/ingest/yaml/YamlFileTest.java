package dev.tidegate.ingest.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file in YAML can be read from top to bottom, or is refused with its line. */
class YamlFileTest {

    private static Entry read(String text) {
        return YamlFile.read(text.getBytes(UTF_8), "a.yaml", "a mapping");
    }

    @Test
    void fileThatUnfoldsIntoMillionsIsRefusedAtItsFirstAnchor() {
        StringBuilder bomb = new StringBuilder("first: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 30; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("k%d: &a%d [%s]\n".formatted(i, i, String.join(", ", List.of(alias, alias, alias, alias))));
        }
        assertThatThrownBy(() -> read(bomb.toString()))
                .isInstanceOf(YamlException.class)
                .hasMessage("a.yaml:1: anchors (&) and aliases (*) are not taken: expected the text itself");
    }

    @Test
    void depthIsRefusedBeforeItEndsTheStack() {
        assertThatThrownBy(() -> read("a:\n  " + "[".repeat(200_000)))
                .isInstanceOf(YamlException.class)
                .hasMessage("a.yaml:2: lists and keys lie in one another more than 32 deep");
    }

    @Test
    void hugeFileIsNotRead(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("a.yaml"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> YamlFile.read(file, "a stream"))
                .hasMessage(file + ": has 1048577 bytes: expected a stream of 1 MiB at most");
    }

    @Test
    void allThatIsWrongIsToldInTheOrderOfTheLines() {
        Faults faults = new Faults();
        Entry top = read("fils: a\ndelimiter: b\nfiles:\nfiles: c\n");
        faults.tried(top, () -> top.entries(List.of("files", "delimiter"), faults)
                .get("files")
                .text());
        assertThatThrownBy(faults::refuse).hasMessage("""
                a.yaml:1: unknown key 'fils' in a mapping: expected one of files, delimiter: did you mean 'files'?
                a.yaml:3: files has no value: expected a text
                a.yaml:4: 'files' is there twice: expected it once""".stripIndent());
    }

    @ParameterizedTest
    @CsvSource({"colums, columns", "COLUMNS, columns", "kye, key", "talbe, table", "columns2, columns", "vers, version"
    })
    void nearestWordIsNamed(String wrong, String meant) {
        assertThat(Nearest.hint(wrong, List.of("columns", "key", "table", "version")))
                .isEqualTo(": did you mean '%s'?", meant);
    }

    @Test
    void wordThatResemblesNoneGetsNoHint() {
        assertThat(Nearest.hint("preis", List.of("columns", "key", "table"))).isEmpty();
        assertThat(Nearest.hint("x", List.of("yz"))).isEmpty();
    }
}
