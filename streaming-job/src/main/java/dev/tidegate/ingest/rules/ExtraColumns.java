package dev.tidegate.ingest.rules;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.tidegate.ingest.value.BrokenRule;
import dev.tidegate.ingest.value.Reason;
import dev.tidegate.ingest.value.Value;
import java.util.Map;

/** The values of columns that the file format does not name, kept as one JSON object. */
final class ExtraColumns {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private ExtraColumns() {}

    /** Null if there is no value, or none but empty and blank ones, which are left out. */
    static String json(Map<String, String> extra) throws BrokenRule {
        if (extra == null) {
            return null;
        }
        JsonObject object = new JsonObject();
        for (Map.Entry<String, String> column : extra.entrySet()) {
            String text = column.getValue();
            if (text.indexOf(0) >= 0) {
                throw new BrokenRule(Reason.NUL_IN_TEXT, column.getKey(), text);
            }
            if (!Value.isBlank(text)) {
                object.addProperty(column.getKey(), text);
            }
        }
        return object.isEmpty() ? null : GSON.toJson(object);
    }
}
