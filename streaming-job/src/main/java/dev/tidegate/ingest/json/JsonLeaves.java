package dev.tidegate.ingest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All values of an object by their paths, for whoever wants to know which there are. Of a list its first item is looked at.
 *
 * @param values texts as what they stand for, numbers as the letters that stand there; {@code null} is no value
 * @param lists how many items there are in lists of objects, by their paths
 */
public record JsonLeaves(Map<String, String> values, Map<String, Integer> lists) {

    private static final JsonFactory FACTORY = JsonRecord.factory();

    /**
     * Reads an object.
     *
     * @throws BadJsonException if the text is none
     */
    public static JsonLeaves of(String text) throws BadJsonException {
        JsonLeaves leaves = new JsonLeaves(new LinkedHashMap<>(), new LinkedHashMap<>());
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadJsonException("expected an object");
            }
            leaves.object(parser, "");
            if (parser.nextToken() != null) {
                throw new BadJsonException("there is text behind the object");
            }
            return leaves;
        } catch (JsonProcessingException e) {
            throw new BadJsonException(e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory can be read", e);
        }
    }

    private void object(JsonParser parser, String path) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            value(parser, isStep(name, path) ? path + (path.isEmpty() ? "" : ".") + name : null);
        }
    }

    /** A name with points is found in the object itself alone; one with brackets nowhere. */
    private static boolean isStep(String name, String path) {
        try {
            return JsonPath.of(name).steps().stream().allMatch(String.class::isInstance)
                    && (path.isEmpty() || name.indexOf('.') < 0);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** @param path null where no path leads to it */
    private void value(JsonParser parser, String path) throws IOException {
        JsonToken token = parser.currentToken();
        if (path == null) {
            parser.skipChildren();
        } else if (token == JsonToken.START_OBJECT) {
            object(parser, path);
        } else if (token == JsonToken.START_ARRAY) {
            list(parser, path);
        } else {
            values.putIfAbsent(path, token == JsonToken.VALUE_NULL ? "" : parser.getText());
        }
    }

    private void list(JsonParser parser, String path) throws IOException {
        boolean ofObjects = false;
        int count = 0;
        for (; parser.nextToken() != JsonToken.END_ARRAY; count++) {
            ofObjects |= parser.currentToken() == JsonToken.START_OBJECT;
            value(parser, count == 0 ? path + "[0]" : null);
        }
        if (ofObjects) {
            lists.merge(path, count, Math::max);
        }
    }
}
