package dev.tidegate.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

/** Whatever a line says, it is one object on one line. Run in a process of its own: a log is of its process. */
class JsonLogTest {

    @Test
    void anythingThatIsLoggedIsOneObjectOnOneLine() throws Exception {
        String printed = LoggingProcess.print(LoggedLines.class, "--log-format", "json");
        assertThat(printed.codePoints())
                .allMatch(character -> character == '\n' || Character.getType(character) != Character.CONTROL)
                .noneMatch(character -> character == 0x202e || character == 0x2028);
        JsonObject[] lines = printed.lines()
                .filter(line -> line.contains("LoggedLines"))
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toArray(JsonObject[]::new);
        assertThat(lines).hasSize(3);
        assertThat(lines[0].get("message").getAsString()).isEqualTo(LoggedLines.NASTY);
        assertThat(lines[0].has("exception")).isFalse();
        assertThat(lines[0].has("batch")).isFalse();
        assertThat(lines[1].get("level").getAsString()).isEqualTo("ERROR");
        assertThat(lines[1].get("exception").getAsString())
                .startsWith("java.lang.IllegalStateException: outer\n\"quoted\"")
                .contains("\tat dev.tidegate.ingest.LoggedLines.main", "Caused by: java.io.IOException: inner");
        assertThat(lines[2].get("batch").getAsInt()).isEqualTo(7);
        assertThat(lines[2].get("rejected").getAsInt()).isEqualTo(2);
    }
}
