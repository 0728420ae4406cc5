package dev.tidegate.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthTest {

    @TempDir
    private Path directory;

    @Test
    void tellsOfEachLineWhatWasMeant() throws IOException {
        Run run = Run.in(
                directory,
                "--seed=5",
                "--files=4",
                "--events-per-file=250",
                "--interval=0",
                "--redelivered=0.1",
                "--corrected=0.1",
                "--out-of-order=0.1",
                "--malformed=0.1",
                "--unknown-type=0.1");

        List<String> truth = run.truth();
        assertThat(truth.get(0)).isEqualTo("file,line,kind,event_id,timestamp");
        assertThat(truth).hasSize(1001);
        Map<String, String> files = run.files();
        for (String told : truth.subList(1, truth.size())) {
            List<String> meant = FormatRules.fields(told).orElseThrow();
            String line = files.get(meant.get(0)).lines().toList().get(Integer.parseInt(meant.get(1)) - 1);
            switch (meant.get(2)) {
                case "malformed" -> assertThat(line).matches(broken -> !FormatRules.isEvent(broken));
                case "unknown-type" ->
                    assertThat(line)
                            .startsWith(meant.get(3))
                            .endsWith(meant.get(4))
                            .matches(FormatRules::isOfUnknownType);
                default ->
                    assertThat(line)
                            .startsWith(meant.get(3))
                            .endsWith(meant.get(4))
                            .matches(FormatRules::isEvent);
            }
        }
        assertThat(truth.stream()
                        .skip(1)
                        .map(told -> FormatRules.fields(told).orElseThrow().get(2))
                        .distinct())
                .containsExactlyInAnyOrder(
                        "good", "redelivered", "corrected", "out-of-order", "malformed", "unknown-type");
    }

    @Test
    void goesOnWhereTheRunBeforeEnded() throws IOException {
        List<String> before = new ArrayList<>(Run.in(directory, "--files=1").truth());
        List<String> after = Run.in(directory, "--files=1").truth();

        assertThat(before).hasSize(16);
        assertThat(after).hasSize(31).startsWith(before.toArray(String[]::new));
    }
}
