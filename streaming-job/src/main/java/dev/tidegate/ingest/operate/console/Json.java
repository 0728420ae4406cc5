package dev.tidegate.ingest.operate.console;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.tidegate.ingest.log.Printable;
import java.time.Instant;
import java.util.Locale;

/** Results as JSON: names and states in lower case as in the database, times in ISO 8601, what is null left out. */
final class Json {

    private static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .registerTypeAdapter(Instant.class, (JsonSerializer<Instant>)
                    (time, type, context) -> new JsonPrimitive(time.toString()))
            .registerTypeHierarchyAdapter(Enum.class, (JsonSerializer<Enum<?>>)
                    (value, type, context) -> new JsonPrimitive(value.name().toLowerCase(Locale.ROOT)))
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .create();

    private Json() {}

    /** In ASCII where a character is none to be seen: Gson leaves a few to the terminal. */
    static String of(Object result) {
        StringBuilder json = new StringBuilder();
        GSON.toJson(result).codePoints().forEach(character -> {
            if (character == '\n' || Printable.isHarmless(character)) {
                json.appendCodePoint(character);
            } else {
                for (char unit : Character.toChars(character)) {
                    json.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        });
        return json.toString();
    }
}
