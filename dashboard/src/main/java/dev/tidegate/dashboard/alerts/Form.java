package dev.tidegate.dashboard.alerts;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The body of a message, by who receives it. */
enum Form {
    /** All there is, for programs. */
    JSON {
        @Override
        Map<String, Object> fields(Delivery delivery, int mostAnHour) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", delivery.id());
            if (delivery.tellsSeveral()) {
                fields.put("event", "held_back");
                fields.put("text", delivery.text(mostAnHour));
                fields.put("notices", delivery.notices().stream().map(Form::one).toList());
            } else {
                fields.putAll(one(delivery.notices().get(0)));
            }
            return fields;
        }
    },
    /** Slack's incoming webhooks, and what understands the same: Mattermost, Rocket.Chat, Discord by /slack. */
    SLACK {
        @Override
        Map<String, Object> fields(Delivery delivery, int mostAnHour) {
            return Map.of("text", escaped(delivery.text(mostAnHour)));
        }
    };

    abstract Map<String, Object> fields(Delivery delivery, int mostAnHour);

    /** The body. */
    String body(Delivery delivery, int mostAnHour) {
        Gson gson = new GsonBuilder().disableHtmlEscaping().create();
        return gson.toJson(fields(delivery, mostAnHour));
    }

    /** By its name in the file. */
    static Optional<Form> labelled(String label) {
        return Arrays.stream(values())
                .filter(form -> form.label().equals(label))
                .findFirst();
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Form::label).toList();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> one(Notice notice) {
        Alert alert = notice.alert();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", notice.id());
        fields.put("event", notice.event().name().toLowerCase(Locale.ROOT));
        fields.put("rule", alert.rule());
        fields.put("type", alert.type());
        fields.put("subject", alert.subject());
        fields.put("text", notice.text());
        fields.put("since", alert.since().toString());
        fields.put("at", notice.at().toString());
        fields.put("values", alert.values());
        return fields;
    }

    /** Else a product that is called {@code <!channel>} would call everybody. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
