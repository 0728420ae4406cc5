package dev.tidegate.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the page says of options is what the packaged programs have. */
class ReferencePageIT {

    private static final Path PAGE = Path.of("..", "docs", "reference.md");

    /** With {@code -Dtidegate.reference=write} the page is made anew before. */
    @Test
    void thePageOfAllOptionsIsWhatTheProgramsSayOfThem() throws Exception {
        try (Programs programs = Programs.open()) {
            String expected = ReferencePage.of(programs);
            if ("write".equals(System.getProperty("tidegate.reference"))) {
                Files.writeString(PAGE, expected);
            }
            assertThat(PAGE)
                    .as("out of date: CONTRIBUTING.md has the command that makes it anew")
                    .hasContent(expected);
        }
    }
}
