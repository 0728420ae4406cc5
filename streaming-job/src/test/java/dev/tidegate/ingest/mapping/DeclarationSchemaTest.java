package dev.tidegate.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import dev.tidegate.ingest.stream.DeclaredColumn;
import dev.tidegate.ingest.stream.DeclaredStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema by which editors check a declaration knows what its reader knows. */
class DeclarationSchemaTest {

    private static final Path STREAMS = Path.of("../streams");

    private static String schema() throws IOException {
        return Files.readString(STREAMS.resolve("stream.schema.json"));
    }

    private static Validator.Result validate(String yaml) throws IOException {
        Object value = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        JsonElement json = new Gson().toJsonTree(value);
        return new ValidatorFactory()
                .withJsonNodeFactory(new GsonNode.Factory())
                .validate((Object) JsonParser.parseString(schema()), (Object) json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "orders", "products", "readings"})
    void shippedDeclarationsKeepIt(String name) throws IOException {
        Validator.Result result = validate(Files.readString(STREAMS.resolve(name + ".yaml")));
        assertThat(result.getErrors())
                .extracting(error -> error.getInstanceLocation() + ": " + error.getError())
                .isEmpty();
        assertThat(result.isValid()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stream: S",
                "table: 1\nkye: id",
                "columns: {}",
                "columns: {a: text}",
                "columns: {a: {type: intger}}",
                "columns: {a: {type: text, min: 1}}",
                "columns: {a: {type: decimal, precision: 19, scale: 2}}",
                "columns: {a: {type: decimal, precision: 9}}",
                "columns: {a: {type: date, computed: date(b), required: true}}",
                "columns: {source_line: {type: text}}",
                "columns: {_tg_a: {type: text}}",
                "columns: {a: {type: boolean, words: {true: [y]}}}",
                "other_columns: keep",
                "deleted: {header: op}",
                "same_bytes: once",
                "allow: [trigger]"
            })
    void whatTheReaderRefusesIsMarked(String line) throws IOException {
        String whole = "stream: s\ntable: t\nkey: a\ncolumns: {a: {type: text, required: true}}\n";
        assertThat(validate(whole).isValid()).isTrue();
        String key = line.substring(0, line.indexOf(':'));
        assertThat(validate(whole.replaceAll("(?m)^" + key + ":.*\n", "") + line + "\n")
                        .isValid())
                .isFalse();
    }

    @Test
    void itsKeysAreThoseOfTheReader() throws IOException {
        JsonObject schema = JsonParser.parseString(schema()).getAsJsonObject();
        List<String> keys = new ArrayList<>(DeclaredStream.KEYS);
        keys.addAll(MappingFile.KEYS);
        assertThat(properties(schema)).containsExactlyInAnyOrderElementsOf(keys);
        JsonObject definitions = schema.getAsJsonObject("$defs");
        for (String type : DeclaredColumn.types()) {
            assertThat(properties(definitions.getAsJsonObject(type)))
                    .as("keys of type %s", type)
                    .containsExactlyInAnyOrderElementsOf(DeclaredColumn.keys(type));
        }
        assertThat(properties(definitions.getAsJsonObject("computed")))
                .containsExactlyInAnyOrderElementsOf(DeclaredColumn.keysOfComputed());
        assertThat(definitions
                        .getAsJsonObject("column")
                        .getAsJsonObject("properties")
                        .getAsJsonObject("type")
                        .getAsJsonArray("enum"))
                .extracting(JsonElement::getAsString)
                .containsExactlyElementsOf(DeclaredColumn.types());
    }

    private static Iterable<String> properties(JsonObject schema) {
        return schema.getAsJsonObject("properties").keySet();
    }
}
