package dev.tidegate.ingest.source;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.csv.SplitPoint;
import dev.tidegate.ingest.source.LandedFile.Framing;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * The offset of a micro-batch: the files it consists of, in order.
 *
 * <p>{@code {"seq": 7, "files": [["a.csv", 1207, 1763856000000], ..]}}; a big file carries a fourth element with its hash
 * and its split points, and the dialect by which they are that where it is not the native one. Spark writes this down
 * before it runs the micro-batch, so a replay reads exactly these files. {@code seq} grows with each micro-batch: the same list offered again would else equal the last offset and start nothing.
 */
final class LandingOffset extends Offset {

    static final LandingOffset NOTHING_YET = new LandingOffset(0, List.of());

    private final long seq;
    private final List<LandedFile> files;

    private LandingOffset(long seq, List<LandedFile> files) {
        this.seq = seq;
        this.files = List.copyOf(files);
    }

    LandingOffset next(List<LandedFile> nextFiles) {
        return new LandingOffset(seq + 1, nextFiles);
    }

    List<LandedFile> files() {
        return files;
    }

    @Override
    public String json() {
        JsonArray list = new JsonArray();
        files.forEach(file -> list.add(toJson(file)));
        JsonObject offset = new JsonObject();
        offset.addProperty("seq", seq);
        offset.add("files", list);
        return offset.toString();
    }

    /** @throws ForeignOffsetException if the text is no offset of this source */
    static LandingOffset parse(String json) {
        try {
            JsonObject offset = JsonParser.parseString(json).getAsJsonObject();
            List<LandedFile> files = new ArrayList<>();
            for (JsonElement file : offset.getAsJsonArray("files")) {
                files.add(fileFromJson(file.getAsJsonArray()));
            }
            return new LandingOffset(offset.get("seq").getAsLong(), files);
        } catch (JsonParseException
                | IllegalStateException
                | NullPointerException
                | IndexOutOfBoundsException
                | ClassCastException
                | UnsupportedOperationException
                | IllegalArgumentException e) {
            throw new ForeignOffsetException(json, e);
        }
    }

    private static JsonArray toJson(LandedFile file) {
        JsonArray json = new JsonArray();
        json.add(file.name());
        json.add(file.size());
        json.add(file.modifiedMillis());
        if (file.etag() != null) {
            json.add(file.etag());
        }
        if (file.framing() != null) {
            JsonArray splits = new JsonArray();
            for (SplitPoint split : file.framing().splits()) {
                JsonArray pair = new JsonArray();
                pair.add(split.offset());
                pair.add(split.line());
                splits.add(pair);
            }
            JsonObject framing = new JsonObject();
            framing.addProperty("sha256", file.framing().sha256());
            framing.add("splits", splits);
            Dialect dialect = file.framing().dialect();
            if (!dialect.equals(Dialect.RFC4180)) {
                framing.add("dialect", FileFormats.toJson(dialect));
            }
            json.add(framing);
        }
        return json;
    }

    private static LandedFile fileFromJson(JsonArray json) {
        boolean isObject = json.size() > 3 && json.get(3).isJsonPrimitive();
        int framing = isObject ? 4 : 3;
        return new LandedFile(
                json.get(0).getAsString(),
                json.get(1).getAsLong(),
                json.get(2).getAsLong(),
                isObject ? json.get(3).getAsString() : null,
                json.size() <= framing
                        ? null
                        : framingFromJson(json.get(framing).getAsJsonObject()));
    }

    private static Framing framingFromJson(JsonObject json) {
        List<SplitPoint> splits = new ArrayList<>();
        for (JsonElement split : json.getAsJsonArray("splits")) {
            JsonArray pair = split.getAsJsonArray();
            splits.add(new SplitPoint(pair.get(0).getAsLong(), pair.get(1).getAsLong()));
        }
        return new Framing(json.get("sha256").getAsString(), splits, dialectFromJson(json.get("dialect")));
    }

    /** @param json null for the native one */
    private static Dialect dialectFromJson(JsonElement json) {
        return json == null ? Dialect.RFC4180 : FileFormats.dialectFromJson(json);
    }
}
