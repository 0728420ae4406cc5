package dev.tidegate.ingest.operate;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.time.Instant;

/** Results as JSON: names as in the database, times in ISO 8601, what is null left out. */
final class Json {

    private static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .registerTypeAdapter(Instant.class, (JsonSerializer<Instant>)
                    (time, type, context) -> new JsonPrimitive(time.toString()))
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .create();

    private Json() {}

    static String of(Object result) {
        return GSON.toJson(result);
    }
}
