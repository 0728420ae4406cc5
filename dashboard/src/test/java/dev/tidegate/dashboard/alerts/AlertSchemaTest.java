package dev.tidegate.dashboard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema by which editors check a rule file knows what its reader knows. */
class AlertSchemaTest {
    private static final Path ALERTS = Path.of("../alerts");

    @Test
    void theShippedFileKeepsIt() throws IOException {
        assertThat(validate(Files.readString(ALERTS.resolve("shop.yaml"))).getErrors())
                .extracting(error -> error.getInstanceLocation() + ": " + error.getError())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: low_revenue, below: 30 %, weeks: 2, currency: EUR, min_orders: 2.5, wait: 0 s}",
                "{type: low_revenue, below: 0.3, currency: ''}",
                "{type: no_events, for: 10 minutes, min_events: 0}",
                "{type: many_rejects, above: 1%, within: 15m, min_records: 7, stream: orders}",
                "{type: product_surge, times: 2.5, min_units: 1, weeks: 12}"
            })
    void whatTheReaderTakesIsNotMarked(String rule) throws IOException {
        String file = "rules: {a: %s}\nevery: 10s\nwebhook: {address_file: w, form: slack, at_most: 3}".formatted(rule);
        assertThat(validate(file).getErrors())
                .extracting(error -> error.getInstanceLocation() + ": " + error.getError())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rules: {}",
                "rules: {A: {type: no_events}}",
                "rules: {a: {type: no_event}}",
                "rules: {a: {for: 10m}}",
                "rules: {a: {type: no_events, below: 0.5}}",
                "rules: {a: {type: no_events, for: soon}}",
                "rules: {a: {type: low_revenue, below: 1}}",
                "rules: {a: {type: low_revenue, weeks: 13}}",
                "rules: {a: {type: low_revenue, currency: euro}}",
                "rules: {a: {type: many_rejects, above: 5}}",
                "rules: {a: {type: product_surge, times: 1}}",
                "rules: {a: {type: no_events}}\nevry: 1m",
                "rules: {a: {type: no_events}}\nwebhook: {form: json}",
                "rules: {a: {type: no_events}}\nwebhook: {address_file: w, form: slak}",
                "rules: {a: {type: no_events}}\nwebhook: {address_file: w, at_most: 0}"
            })
    void whatTheReaderRefusesIsMarked(String file) throws IOException {
        assertThat(validate("rules: {a: {type: no_events}}").isValid()).isTrue();
        assertThat(validate(file).isValid()).isFalse();
    }

    @Test
    void itsKeysAreThoseOfTheReader() throws IOException {
        JsonObject schema = schema();
        assertThat(properties(schema)).containsExactlyInAnyOrderElementsOf(RuleFile.KEYS);
        assertThat(properties(schema.getAsJsonObject("properties").getAsJsonObject("webhook")))
                .containsExactlyInAnyOrderElementsOf(RuleFile.KEYS_OF_WEBHOOK);
        JsonObject definitions = schema.getAsJsonObject("$defs");
        RuleType.keysByType().forEach((type, keys) -> assertThat(properties(definitions.getAsJsonObject(type)))
                .as("keys of type %s", type)
                .containsExactlyInAnyOrderElementsOf(keys));
        assertThat(definitions
                        .getAsJsonObject("rule")
                        .getAsJsonObject("properties")
                        .getAsJsonObject("type")
                        .getAsJsonArray("enum"))
                .extracting(JsonElement::getAsString)
                .containsExactlyElementsOf(RuleType.keysByType().keySet());
    }

    @Test
    void eachKeyIsOnThePage() throws IOException {
        String page = Files.readString(Path.of("../docs/alerts.md"));
        RuleFile.KEYS.forEach(key -> assertThat(page).contains("| `" + key + "` |"));
        RuleFile.KEYS_OF_WEBHOOK.forEach(key -> assertThat(page).contains("| `webhook." + key + "` |"));
        RuleType.keysByType().forEach((type, keys) -> {
            String part = page.substring(page.indexOf("### " + type + "\n"));
            String own = part.substring(0, part.indexOf("\n##", 4));
            keys.stream()
                    .filter(key -> !key.equals("type"))
                    .forEach(key -> assertThat(own).as(type).contains("| `" + key + "` |"));
        });
    }

    private static Iterable<String> properties(JsonObject schema) {
        return schema.getAsJsonObject("properties").keySet();
    }

    private static JsonObject schema() throws IOException {
        return JsonParser.parseString(Files.readString(ALERTS.resolve("alerts.schema.json")))
                .getAsJsonObject();
    }

    private static Validator.Result validate(String yaml) throws IOException {
        Object value = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        JsonElement json = new Gson().toJsonTree(value);
        return new ValidatorFactory()
                .withJsonNodeFactory(new GsonNode.Factory())
                .validate((Object) schema(), (Object) json);
    }
}
