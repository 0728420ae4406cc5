package dev.tidegate.ingest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.tidegate.ingest.json.JsonPaths.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of one object after the other. Texts are what they stand for, numbers the letters that stand there, objects and
 * lists their JSON; {@code null} is no value. What it holds is valid until the next {@link #take}.
 */
public final class JsonRecord {
    private static final int MOST_LEVELS = 200;
    private static final int SHOWN = 200;

    private final JsonFactory factory = factory();
    private final JsonPaths paths;
    private final boolean keepsOthers;
    private final int[] starts;
    private final int[] ends;
    private final int[] ranks;
    private final boolean[] everThere;
    private final long[] seen;
    private long number;
    private byte[] values = new byte[1 << 10];
    private int used;
    private Map<String, String> others;
    private byte[] json;
    private int from;
    private JsonParser parser;

    /** @param keepsOthers whether members of an object that are no column are handed out by their names */
    public JsonRecord(JsonPaths paths, boolean keepsOthers) {
        this.paths = paths;
        this.keepsOthers = keepsOthers;
        this.starts = new int[paths.columns()];
        this.ends = new int[paths.columns()];
        this.ranks = new int[paths.columns()];
        this.everThere = new boolean[paths.columns()];
        this.seen = new long[paths.nodes()];
    }

    /** Reads whatever may stand in a file. */
    static JsonFactory factory() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MOST_LEVELS)
                        .maxNumberLength(1 << 20)
                        .build())
                // A hostile file must not make the table of names slow, nor make it refuse records.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .build();
    }

    /**
     * Reads an object.
     *
     * @throws BadJsonException if it is none, or if it has a value twice, half a surrogate pair, or too many levels
     */
    public void take(byte[] bytes, int offset, int length) throws BadJsonException {
        Arrays.fill(ranks, Integer.MAX_VALUE);
        used = 0;
        number++;
        others = null;
        json = bytes;
        from = offset;
        try (JsonParser open = factory.createParser(bytes, offset, length)) {
            parser = open;
            if (open.nextToken() != JsonToken.START_OBJECT) {
                throw new BadJsonException("expected an object, as {\"id\": 1}, in each line");
            }
            object(paths.root(), true);
            if (open.nextToken() != null) {
                throw new BadJsonException("there is text behind the object, near byte " + place());
            }
        } catch (StreamConstraintsException e) {
            throw new BadJsonException("it has more than %d levels, or a name or number that is too long, near byte %d"
                    .formatted(MOST_LEVELS, place()));
        } catch (JsonProcessingException e) {
            throw new BadJsonException(
                    "it is no JSON near byte %d: %s".formatted(place(), shown(e.getOriginalMessage())));
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory can be read", e);
        }
    }

    /** In the record, from 1. */
    private long place() {
        return parser.currentLocation().getByteOffset() + 1;
    }

    private static String shown(String message) {
        String line = message.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "..";
    }

    /** Stands at the begin of an object, and then at its end. */
    private void object(Node node, boolean top) throws IOException, BadJsonException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Node member = node.name(name);
            parser.nextToken();
            if (top) {
                member(member, name);
            } else {
                value(member);
            }
        }
    }

    private void list(Node node) throws IOException, BadJsonException {
        for (int place = 0; parser.nextToken() != JsonToken.END_ARRAY; place++) {
            value(node.item(place));
        }
    }

    /** A value of the object itself: what is no column is handed out by its name, also where others below it are asked for. */
    private void member(Node node, String name) throws IOException, BadJsonException {
        if (!keepsOthers || (node != null && node.isAsked())) {
            value(node);
            return;
        }
        int begin = used;
        int end = node == null ? taken() : structureOf(node, true);
        if (end > begin) {
            other(name, begin, end);
        }
    }

    private void value(Node node) throws IOException, BadJsonException {
        if (node == null) {
            parser.skipChildren();
            return;
        }
        int begin = used;
        int end = structureOf(node, node.isAsked());
        if (node.isAsked() && parser.currentToken() != JsonToken.VALUE_NULL) {
            keep(node, begin, end);
        }
    }

    /** Takes a value, if it is wanted, and what is asked for below it; where it ends. */
    private int structureOf(Node node, boolean wanted) throws IOException, BadJsonException {
        if (seen[node.number()] == number) {
            throw new BadJsonException("a name in it is there twice, near byte " + place());
        }
        seen[node.number()] = number;
        for (int column : node.columns()) {
            everThere[column] = true;
        }
        if (!node.isParent() || !parser.currentToken().isStructStart()) {
            return wanted ? taken() : skipped();
        }
        int open = from + (int) parser.currentTokenLocation().getByteOffset();
        int begin = used;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            object(node, false);
        } else {
            list(node);
        }
        return wanted ? before(begin, open) : used;
    }

    private int skipped() throws IOException {
        parser.skipChildren();
        return used;
    }

    /** Takes a value that nothing is asked for below; where it ends. */
    private int taken() throws IOException, BadJsonException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return used;
        }
        if (token.isStructStart()) {
            int open = from + (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            return before(used, open);
        }
        text(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        return used;
    }

    /** Puts the JSON that began at {@code open} and ends here before the values that were found in it; where it ends. */
    private int before(int begin, int open) {
        int length = from + (int) parser.currentLocation().getByteOffset() - open;
        room(length);
        System.arraycopy(values, begin, values, begin + length, used - begin);
        System.arraycopy(json, open, values, begin, length);
        for (int column = 0; column < starts.length && used > begin; column++) {
            if (has(column) && starts[column] >= begin) {
                starts[column] += length;
                ends[column] += length;
            }
        }
        used += length;
        return begin + length;
    }

    private void keep(Node node, int begin, int end) throws BadJsonException {
        for (int i = 0; i < node.columns().length; i++) {
            int column = node.columns()[i];
            int rank = node.ranks()[i];
            if (ranks[column] == rank) {
                throw new BadJsonException("it has the value of a column twice, near byte " + place());
            }
            if (rank < ranks[column]) {
                ranks[column] = rank;
                starts[column] = begin;
                ends[column] = end;
            }
        }
        if (node.other() != null) {
            other(node.other(), begin, end);
        }
    }

    private void other(String name, int begin, int end) throws BadJsonException {
        if (end == begin) {
            return;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == 0 || isHalf(name, i)) {
                throw new BadJsonException("a name in it has a NUL or half a surrogate pair");
            }
        }
        others = others == null ? new LinkedHashMap<>() : others;
        if (others.put(name, new String(values, begin, end - begin, StandardCharsets.UTF_8)) != null) {
            throw new BadJsonException("it has a name twice, near byte " + place());
        }
    }

    private static boolean isHalf(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
                : Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private void text(char[] chars, int offset, int length) throws BadJsonException {
        room(3 * length);
        for (int i = offset; i < offset + length; i++) {
            char c = chars[i];
            if (c < 0x80) {
                values[used++] = (byte) c;
            } else if (c < 0x800) {
                values[used++] = (byte) (0xc0 | (c >> 6));
                values[used++] = following(c);
            } else if (!Character.isSurrogate(c)) {
                values[used++] = (byte) (0xe0 | (c >> 12));
                values[used++] = following(c >> 6);
                values[used++] = following(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < offset + length
                    && Character.isLowSurrogate(chars[i + 1])) {
                int codePoint = Character.toCodePoint(c, chars[++i]);
                values[used++] = (byte) (0xf0 | (codePoint >> 18));
                values[used++] = following(codePoint >> 12);
                values[used++] = following(codePoint >> 6);
                values[used++] = following(codePoint);
            } else {
                throw new BadJsonException(
                        "a text in it has half a surrogate pair, \\u%04x, near byte %d".formatted((int) c, place()));
            }
        }
    }

    private static byte following(int c) {
        return (byte) (0x80 | (c & 0x3f));
    }

    private void room(int more) {
        if (used + more > values.length) {
            values = Arrays.copyOf(values, Math.max(2 * values.length, used + more));
        }
    }

    /** Whether there is a value for a column; null is none. */
    public boolean has(int column) {
        return ranks[column] < Integer.MAX_VALUE;
    }

    /** Holds the values, in UTF-8. */
    public byte[] buffer() {
        return values;
    }

    /** Where the value of a column begins, if there is one. */
    public int start(int column) {
        return starts[column];
    }

    /** Bytes of the value of a column, if there is one. */
    public int length(int column) {
        return ends[column] - starts[column];
    }

    /** Members of the object that are no column, by their names, without those that are null or empty; null if there are none. */
    public Map<String, String> others() {
        return others;
    }

    /** Whether any object so far had a column, be it as null. */
    public boolean everHad(int column) {
        return everThere[column];
    }
}
