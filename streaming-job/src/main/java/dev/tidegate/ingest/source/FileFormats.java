package dev.tidegate.ingest.source;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.csv.Dialect;
import dev.tidegate.ingest.files.FileLimits;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;

/**
 * Which format a file has, by its name: the first that lists it, or else the native one.
 *
 * @param mapped the formats that say which files they are for, in their order
 * @param columns of a file that none of them is for; it is framed by {@link Dialect#RFC4180}
 * @param limits of what a file may cost, whatever its format is
 */
public record FileFormats(List<FileFormat> mapped, Columns columns, FileLimits limits) implements Serializable {

    /** The number of the format of files that no other format is for. */
    public static final int NATIVE = 0;

    public FileFormats {
        mapped = List.copyOf(mapped);
    }

    /** Formats of files that may cost what they like. */
    public FileFormats(List<FileFormat> mapped, Columns columns) {
        this(mapped, columns, FileLimits.NONE);
    }

    /** Place of a file's format among the mapped ones, from 1, or {@link #NATIVE}. */
    public int number(String name) {
        String delivered = LandingNames.delivered(name);
        for (int place = 0; place < mapped.size(); place++) {
            if (mapped.get(place).isOf(delivered)) {
                return place + 1;
            }
        }
        return NATIVE;
    }

    /** How a file is framed. */
    public Dialect dialect(String name) {
        int number = number(name);
        return number == NATIVE ? Dialect.RFC4180 : mapped.get(number - 1).dialect();
    }

    /** What its header calls the columns. */
    public Columns columns(String name) {
        int number = number(name);
        return number == NATIVE ? columns : mapped.get(number - 1).columns();
    }

    /** Whether a file is taken from the landing folder: for its ending, or because a format lists it. */
    public boolean take(String name) {
        return LandingNames.areTaken(name) || (LandingNames.areVisible(name) && number(name) != NATIVE);
    }

    /** Whether a file may be a zip archive of several, of which each is then a file of its own. */
    public boolean isArchive(String name) {
        return LandingNames.isArchive(name);
    }

    /** Whether a zip archive of one file is a file by itself, for its ending, or because a format lists it. */
    public boolean isOneFile(String name) {
        return LandingNames.delivered(name).toLowerCase(Locale.ROOT).endsWith(".csv.zip") || number(name) != NATIVE;
    }

    /** The mapped formats as the text of an option of the source. */
    public String toOption() {
        return gson().toJson(mapped.toArray(FileFormat[]::new));
    }

    static List<FileFormat> fromOption(String json) {
        return json == null ? List.of() : List.of(gson().fromJson(json, FileFormat[].class));
    }

    static JsonElement toJson(Dialect dialect) {
        return gson().toJsonTree(dialect);
    }

    /** Offsets of before have delimiter, quote and charset alone, as a list. */
    static Dialect dialectFromJson(JsonElement json) {
        if (!json.isJsonArray()) {
            return gson().fromJson(json, Dialect.class);
        }
        JsonArray parts = json.getAsJsonArray();
        return new Dialect(
                parts.get(0).getAsByte(),
                parts.get(1).getAsByte(),
                Charset.forName(parts.get(2).getAsString()));
    }

    private static Gson gson() {
        return new GsonBuilder()
                .serializeNulls()
                .registerTypeHierarchyAdapter(Charset.class, new CharsetByName())
                .create();
    }

    private static final class CharsetByName extends TypeAdapter<Charset> {

        @Override
        public void write(JsonWriter out, Charset charset) throws IOException {
            out.value(charset.name());
        }

        @Override
        public Charset read(JsonReader in) throws IOException {
            return Charset.forName(in.nextString());
        }
    }
}
