package dev.tidegate.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The csv-spectrum corpus: each file against the JSON that says what it holds. */
class CsvSpectrumTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "comma_in_quotes",
                "empty",
                "empty_crlf",
                "escaped_quotes",
                "json",
                "newlines",
                "newlines_crlf",
                "quotes_and_newlines",
                "simple",
                "simple_crlf",
                "utf8"
            })
    void recordsAreThoseOfTheJson(String name) throws IOException {
        List<Map<String, String>> expected =
                new Gson().fromJson(text("json/" + name + ".json"), new TypeToken<List<Map<String, String>>>() {});
        List<Map<String, String>> found = new ArrayList<>();
        List<String> names = List.copyOf(expected.get(0).keySet());
        try (CsvRecords records = open(name, names)) {
            while (records.next()) {
                assertThat(records.problem()).isNull();
                Map<String, String> row = new LinkedHashMap<>();
                for (int column = 0; column < names.size(); column++) {
                    row.put(names.get(column), records.value(column));
                }
                found.add(row);
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    /** Its coordinates have quotes, for seconds, in a field that does not begin with one. The JSON tells another number. */
    @Test
    void quotesInsideOfAFieldAreKept() throws IOException {
        try (CsvRecords records = open("location_coordinates", List.of("location coordinates", "cities"))) {
            assertThat(records.next()).isTrue();
            assertThat(records.problem()).isNull();
            assertThat(records.value(0)).isEqualTo("37\ufffd36'37.8\"N 121\ufffd2'17.9\"W");
            assertThat(records.value(1)).isEqualTo("Modesto");
            assertThat(records.next()).isFalse();
        }
    }

    private static CsvRecords open(String name, List<String> columns) throws IOException {
        InputStream file = CsvSpectrumTest.class.getResourceAsStream("/csv-spectrum/csvs/" + name + ".csv");
        return CsvRecords.open(file, Dialect.RFC4180, new Columns(columns, Set.copyOf(columns)));
    }

    private static String text(String name) throws IOException {
        try (InputStream in = CsvSpectrumTest.class.getResourceAsStream("/csv-spectrum/" + name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
