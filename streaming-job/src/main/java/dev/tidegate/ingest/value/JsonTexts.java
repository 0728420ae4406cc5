package dev.tidegate.ingest.value;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Documents as RFC 8259 has them, as far as {@code jsonb} keeps them whole: it refuses NUL, half a surrogate pair and numbers
 * of very many digits, and of two members with one name it would drop the first.
 */
final class JsonTexts {

    private static final int MOST_LEVELS = 200;

    private JsonTexts() {}

    static String text(Value value) throws BrokenRule {
        String text = value.stripped();
        String complaint = complaint(text);
        if (complaint != null) {
            throw new BrokenRule(Reason.BAD_JSON, value.column(), value.text(), complaint);
        }
        return text;
    }

    /** What is expected instead; null where all is well. */
    private static String complaint(String text) {
        LongNumbers numbers = LongNumbers.of(text);
        try (JsonReader json = new JsonReader(new StringReader(numbers.shown()))) {
            json.setStrictness(Strictness.STRICT);
            json.setNestingLimit(MOST_LEVELS);
            // Gson takes a byte order mark for none.
            String complaint = text.charAt(0) == '\ufeff' ? Reason.BAD_JSON.expected() : new Document(json).complaint();
            return complaint == null && numbers.haveTooManyDigits()
                    ? "JSON with numbers of at most %d digits before and behind the point"
                            .formatted(LongNumbers.MOST_DIGITS)
                    : complaint;
        } catch (MalformedJsonException e) {
            return e.getMessage().contains("Nesting limit")
                    ? "JSON of at most " + MOST_LEVELS + " levels"
                    : Reason.BAD_JSON.expected();
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            return Reason.BAD_JSON.expected();
        }
    }

    /** Walks through it once. */
    private record Document(JsonReader json, Deque<Set<String>> names) {

        Document(JsonReader json) {
            this(json, new ArrayDeque<>());
        }

        String complaint() throws IOException {
            String complaint = null;
            while (complaint == null && json.peek() != JsonToken.END_DOCUMENT) {
                complaint = step();
            }
            return complaint;
        }

        private String step() throws IOException {
            switch (json.peek()) {
                case BEGIN_OBJECT -> {
                    json.beginObject();
                    names.push(new HashSet<>());
                }
                case END_OBJECT -> {
                    json.endObject();
                    names.pop();
                }
                case BEGIN_ARRAY -> json.beginArray();
                case END_ARRAY -> json.endArray();
                case NAME -> {
                    String name = json.nextName();
                    return names.peek().add(name) ? ofText(name) : "JSON in which no object has a name twice";
                }
                case STRING -> {
                    return ofText(json.nextString());
                }
                case NUMBER, BOOLEAN -> json.skipValue();
                default -> json.nextNull();
            }
            return null;
        }

        private static String ofText(String text) {
            if (text.indexOf(0) >= 0) {
                return "JSON without \\u0000";
            }
            for (int i = 0; i < text.length(); i++) {
                if (Character.isHighSurrogate(text.charAt(i))
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else if (Character.isSurrogate(text.charAt(i))) {
                    return "JSON without half a surrogate pair such as \\ud800";
                }
            }
            return null;
        }
    }
}
