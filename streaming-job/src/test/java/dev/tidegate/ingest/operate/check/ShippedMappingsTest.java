package dev.tidegate.ingest.operate.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.ingest.mapping.Mappings;
import dev.tidegate.ingest.stream.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mappings that the project has: each reads its export with the right counts and the right values. */
class ShippedMappingsTest {

    private static final Path MAPPINGS = Path.of("../mappings");
    private static final Path SAMPLES = Path.of("src/test/resources/shipped");
    private static final Path PAGE = Path.of("../docs/mapping.md");

    static List<String> mappings() throws IOException {
        try (var files = Files.list(MAPPINGS)) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void exportComesToWhatItsFolderSays(String name) throws IOException, SQLException {
        Path folder = SAMPLES.resolve(name);
        Path mapping = MAPPINGS.resolve(name + ".yaml");
        assertThat(ExportsTest.read(folder, List.of(mapping)))
                .isEqualTo(Files.readString(folder.resolve("expected.txt")));
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void itTakesTheNamesThatItsExportHas(String name) throws IOException {
        Mappings mappings = Mappings.read(Events.STREAM, List.of(MAPPINGS.resolve(name + ".yaml")));
        try (var files = Files.list(SAMPLES.resolve(name))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(file -> !file.equals("expected.txt")))
                    .isNotEmpty()
                    .allMatch(file -> mappings.of(file).isPresent());
        }
    }

    @Test
    void eachHasItsLineInTheTable() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("|"))
                .toList();
        assertThat(mappings()).allMatch(name -> rows.stream()
                .anyMatch(row -> row.contains("[`%s`](../mappings/%s.yaml)".formatted(name, name))));
    }
}
