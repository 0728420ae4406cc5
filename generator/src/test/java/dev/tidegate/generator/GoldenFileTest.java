package dev.tidegate.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code data/sample/events.csv} is the contract between generator and job: the job's tests read the same file. */
class GoldenFileTest {

    static final Path GOLDEN = Path.of("..", "data", "sample", "events.csv");
    static final List<String> OPTIONS =
            List.of("--seed=2", "--start=2026-03-02T18:00:00Z", "--events-per-file=56", "--files=1", "--interval=0");

    @TempDir
    private Path directory;

    @Test
    void isReproducedByteForByte() throws IOException {
        Run run = Run.in(directory, OPTIONS.toArray(String[]::new));

        assertThat(run.files().keySet()).containsExactly("events-20260302T180000000Z-000001.csv");
        assertThat(directory.resolve("input/events-20260302T180000000Z-000001.csv"))
                .hasSameBinaryContentAs(GOLDEN);
    }

    @Test
    void holdsOnlyGoodEvents() throws IOException {
        assertThat(events()).hasSize(56).allMatch(FormatRules::isEvent);
    }

    @Test
    void showsWhatTheFormatCanCarry() throws IOException {
        List<List<String>> rows = events().stream()
                .map(line -> FormatRules.fields(line).orElseThrow())
                .toList();

        assertThat(rows)
                .extracting(row -> row.get(4))
                .contains("Electronics", "Home & Kitchen", "Books", "Clothing", "Sports");
        assertThat(rows).extracting(row -> row.get(5)).contains("view", "click", "buy");
        assertThat(rows).extracting(row -> row.get(6)).contains("1", "2");
        assertThat(rows)
                .extracting(row -> row.get(3))
                .anyMatch(name -> name.contains(","))
                .anyMatch(name -> name.startsWith("\""))
                .anyMatch(name -> name.endsWith("\""))
                .anyMatch(name -> name.contains("東京"))
                .anyMatch(name -> name.contains("🌊"));
    }

    private static List<String> events() throws IOException {
        List<String> lines = Files.readAllLines(GOLDEN);
        return lines.subList(1, lines.size());
    }
}
