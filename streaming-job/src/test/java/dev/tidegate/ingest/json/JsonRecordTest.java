package dev.tidegate.ingest.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRecordTest {

    private static List<String> values(String json, String... paths) throws BadJsonException {
        return values(new JsonRecord(paths(paths), true), json, paths.length);
    }

    private static JsonPaths paths(String... paths) {
        return new JsonPaths(
                Arrays.stream(paths).map(path -> List.of(path.split("\\|"))).toList(), Set.of());
    }

    /** Read from the middle of a buffer, as lines are. */
    private static List<String> values(JsonRecord record, String json, int columns) throws BadJsonException {
        byte[] bytes = ("7" + json + "7").getBytes(UTF_8);
        record.take(bytes, 1, bytes.length - 2);
        List<String> values = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            values.add(
                    record.has(column)
                            ? new String(record.buffer(), record.start(column), record.length(column), UTF_8)
                            : null);
        }
        return values;
    }

    @Test
    void valuesAreFoundByTheirPathsAndNumbersAreTheLettersThatStandThere() throws BadJsonException {
        String json = "{\"user\": {\"id\": 00.0, \"x\": {}}}"
                .replace("00.0", "12345678901234567890.10")
                .replace(
                        "}}}",
                        "}, \"tags\": [\"a\"]}, \"items\": [{\"sku\": \"A\"}, {\"sku\": 1e400}],"
                                + " \"paid\": true, \"none\": null, \"-\": -0}");
        assertThat(values(json, "user.id", "items[0].sku", "items[1].sku", "items[2].sku", "paid", "none", "-"))
                .containsExactly("12345678901234567890.10", "A", "1e400", null, "true", null, "-0");
        assertThat(values(json, "user", "user.id", "user.tags[0]", "items[0]", "items"))
                .containsExactly(
                        "{\"id\": 12345678901234567890.10, \"x\": {}, \"tags\": [\"a\"]}",
                        "12345678901234567890.10",
                        "a",
                        "{\"sku\": \"A\"}",
                        "[{\"sku\": \"A\"}, {\"sku\": 1e400}]");
    }

    @Test
    void caseDoesNotCountAndANameWithPointsIsFoundWhereItStandsAsOne() throws BadJsonException {
        assertThat(values("{\"User.ID\": 7, \"Items\": [[1, 2]]}", "user.id", "items[0][1]"))
                .containsExactly("7", "2");
        assertThat(values("{\"USER\": {\"Id\": 7}}", "user.id")).containsExactly("7");
    }

    @Test
    void aValueCanBeThatOfSeveralColumns() throws BadJsonException {
        assertThat(values("{\"session\": 7, \"user\": 8}", "session", "user|session", "session"))
                .containsExactly("7", "8", "7");
        assertThat(values("{\"session\": 7}", "session", "user|session")).containsExactly("7", "7");
    }

    @Test
    void theFirstOfSeveralNamesThatHasAValueIsTaken() throws BadJsonException {
        assertThat(values("{\"b\": 2, \"a\": 1}", "a|b")).containsExactly("1");
        assertThat(values("{\"a\": 1, \"b\": 2}", "a|b")).containsExactly("1");
        assertThat(values("{\"b\": 2, \"a\": null}", "a|b")).containsExactly("2");
    }

    @Test
    void textsAreWhatTheyStandForAndHalfASurrogatePairIsNone() throws BadJsonException {
        assertThat(values("{\"a\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20ac\\ud83d\\ude00é€😀\\u0000\"}", "a"))
                .containsExactly("\"\\/\b\f\n\r\té€😀é€😀\0");
        for (String half : List.of("\\ud83d", "\\ude00", "\\ud83dx", "\\ude00\\ud83d", "x\\ud83d\\ud83d\\ude00")) {
            assertThatThrownBy(() -> values("{\"a\": \"" + half + "\"}", "a")).hasMessageContaining("half a surrogate");
            assertThatThrownBy(() -> values("{\"other\": \"" + half + "\"}", "a"))
                    .hasMessageContaining("half a surrogate");
            assertThatThrownBy(() -> values("{\"" + half + "\": 1}", "a")).hasMessageContaining("half a surrogate");
        }
        assertThatThrownBy(() -> values("{\"a\\u0000\": 1}", "b")).hasMessageContaining("NUL");
    }

    @Test
    void membersThatAreNoColumnAreHandedOutAndThoseOfWhichOnlyAPartIsOneToo() throws BadJsonException {
        JsonRecord record = new JsonRecord(paths("user.id", "price", "geo"), true);
        values(
                record,
                "{\"user\": {\"id\": 7, \"city\": \"Ulm\"}, \"price\": 1.50, \"n\": 1.0, \"list\": [1, 2], \"no\": null,"
                        + " \"empty\": \"\", \"ok\": false, \"geo\": null}",
                3);
        assertThat(record.others()).hasToString("{user={\"id\": 7, \"city\": \"Ulm\"}, n=1.0, list=[1, 2], ok=false}");
        values(record, "{\"price\": 2}", 3);
        assertThat(record.others()).isNull();

        JsonRecord alone = new JsonRecord(new JsonPaths(List.of(List.of("price")), Set.of("user.id")), false);
        values(alone, "{\"user\": {\"id\": 7, \"city\": \"Ulm\"}, \"price\": 1.50, \"n\": 1.0}", 1);
        assertThat(alone.others()).hasToString("{user.id=7}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1, \"a\": 2}!twice",
                "{\"a\": null, \"a\": 2}!twice",
                "{\"a\": 1, \"A\": 2}!twice",
                "{\"x\": {\"y\": 1}, \"x\": {\"z\": 1}}!twice",
                "{\"x\": {\"y\": 1}, \"x.y\": 2}!twice",
                "{\"other\": 1, \"other\": 2}!twice",
                "[1]!expected an object",
                "7!expected an object",
                "\"a\"!expected an object",
                "{\"a\": 1} {\"a\": 2}!behind the object, near byte 1",
                "{\"a\": 1},!no JSON near byte",
                "{\"a\": 01}!no JSON",
                "{\"a\": NaN}!no JSON",
                "{\"a\": .5}!no JSON",
                "{\"a\": +5}!no JSON",
                "{'a': 1}!no JSON",
                "{a: 1}!no JSON",
                "{\"a\": 1,}!no JSON",
                "{\"a\": \"x!no JSON",
                "{\"a\": \"\t\"}!no JSON",
                "{\"a\": \"\\x\"}!no JSON",
                "{\"a\": 1 /* b */}!no JSON",
                "{\"a\": 1!no JSON",
            })
    void whatIsNoObjectOrSaysAValueTwiceIsRefused(String json, String why) {
        assertThatThrownBy(() -> values(json, "a", "x.y"))
                .isInstanceOf(BadJsonException.class)
                .hasMessageContaining(why);
    }

    @Test
    void deepAndLongOnesCostNoMoreThanTheirBytes() throws BadJsonException {
        String deep = "[".repeat(500_000) + "]".repeat(500_000);
        assertThatThrownBy(() -> values("{\"a\": " + deep + "}", "b")).hasMessageContaining("200 levels");
        String number = "1".repeat(1_000_000);
        assertThat(values("{\"a\": " + number + "}", "a")).containsExactly(number);
        JsonRecord record = new JsonRecord(paths("a"), true);
        for (int i = 0; i < 50_000; i++) {
            assertThat(values(record, "{\"name" + i + "\": 1, \"a\": " + i + "}", 1))
                    .containsExactly("" + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a[x]", "a[", "a]", "[0]", "a[-1]", "a[0]b", "a[12345]"})
    void whatIsNoPathIsRefused(String path) {
        assertThatThrownBy(() -> JsonPaths.check(path))
                .hasMessage(
                        "'%s' is no path: expected names with points between, such as user.id or items[0].sku", path);
    }
}
