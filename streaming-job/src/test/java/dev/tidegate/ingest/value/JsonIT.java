package dev.tidegate.ingest.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.ingest.stream.Row;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.stream.Type;
import dev.tidegate.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rules take for JSON, the database takes, too: otherwise one value would keep its whole file out. */
class JsonIT {

    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"b\":1",
        "1",
        "-0",
        "1e5",
        "1E-7",
        "0.10",
        "1e1000",
        "123e999",
        "184467440737095516160",
        "true",
        "false",
        "null",
        " ",
        "\t",
        "\n",
        "\\",
        "\\u0000",
        "\\u0041",
        "\\ud83d",
        "\\ude00",
        "\\n",
        "\\/",
        "\\x",
        "😀",
        "é",
        "\u0001",
        "\ufeff",
        "\u00a0",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "{\"a\":[1,{}]}",
        "[[]]",
        "//",
        "'",
        "01"
    };

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @Test
    void whatTheRulesTakeIsTakenByTheDatabase() throws SQLException {
        long seed = Long.getLong("tidegate.fuzz.seed", System.nanoTime());
        System.out.println("JsonIT -Dtidegate.fuzz.seed=" + seed);
        Random random = new Random(seed);
        Stream stream = OneColumn.stream(new Type.Json());
        Reading reading =
                Reading.of(stream.columns().get(0), 0, NumberForm.plain('.'), false, List.of(), ZoneOffset.UTC);
        Row row = new Row(stream);
        int taken = 0;
        try (Connection connection = DATABASE.connect();
                PreparedStatement statement = connection.prepareStatement("SELECT ?::jsonb")) {
            for (int i = 0; i < 200_000; i++) {
                String text = document(random);
                try {
                    reading.read(new Value("v", text), row);
                } catch (BrokenRule broken) {
                    continue;
                }
                taken++;
                statement.setString(1, row.text(0));
                try (ResultSet kept = statement.executeQuery()) {
                    assertThat(kept.next()).as("seed %d: %s", seed, text).isTrue();
                }
            }
        }
        assertThat(taken).isGreaterThan(1000);
    }

    /** Gson takes some of them for numbers with a zero in front. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1%s",
                "-1%s",
                "[1%s, 1%s]",
                "{\"a\": 1%s.5e-3}",
                "184467440737095516160",
                "184467440737095516160%s7",
                "\"\\\"1%s\""
            })
    void wholeNumbersOfManyDigitsAreTakenAsTheyAre(String form) throws BrokenRule {
        String text = form.replace("%s", "0".repeat(70));
        assertThat(JsonTexts.text(new Value("v", text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0%s", "-0%s1", "1%s.", "1%se", "[1%s 1]"})
    void whatIsNoNumberIsNoneWithManyDigitsEither(String form) {
        String text = form.replace("%s", "0".repeat(70));
        assertThatThrownBy(() -> JsonTexts.text(new Value("v", text))).isInstanceOf(BrokenRule.class);
    }

    /** More characters than Gson holds of a number at a time. */
    @Test
    void aNumberHasAThousandDigitsOnEitherSideOfThePointAndNoMore() throws Exception {
        String most = "-1" + "0".repeat(999) + "." + "0".repeat(999) + "1";
        for (String text : List.of(most, "[" + most + ",1]", "{\"a\": " + most + "e0}", most + "e-00")) {
            assertThat(JsonTexts.text(new Value("v", text))).isEqualTo(text);
            try (Connection connection = DATABASE.connect();
                    PreparedStatement statement = connection.prepareStatement("SELECT ?::jsonb")) {
                statement.setString(1, text);
                assertThat(statement.executeQuery().next()).isTrue();
            }
        }
        for (String text : List.of(
                "1" + most.substring(1),
                "[1, " + most + "1]",
                most + "e1",
                most + "e-1",
                "1e1000",
                "0.1e-1000",
                "1e" + "0".repeat(1100))) {
            assertThatThrownBy(() -> JsonTexts.text(new Value("v", text)))
                    .as(text)
                    .isInstanceOf(BrokenRule.class)
                    .hasMessageContaining("at most 1000 digits before and behind the point");
        }
    }

    /** Which text is a document does not depend on how many digits its numbers have. */
    @Test
    void digitsByTheThousandMakeNoDocumentOfWhatIsNone() {
        String zeros = "0".repeat(1500);
        for (String text : List.of(
                "0" + zeros,
                "1" + zeros + "-",
                "-",
                "1" + zeros + " " + zeros,
                "[1" + zeros + "e]",
                "1." + zeros + ".0")) {
            assertThatThrownBy(() -> JsonTexts.text(new Value("v", text)))
                    .as(text)
                    .isInstanceOf(BrokenRule.class)
                    .hasMessageNotContaining("digits");
        }
    }

    private static String document(Random random) {
        StringBuilder text = new StringBuilder();
        String[] around = {"", "[", "{\"k\":", "\""};
        String[] behind = {"", "]", "}", "\""};
        int frame = random.nextInt(around.length);
        text.append(around[frame]);
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.append(behind[frame]).toString();
    }
}
