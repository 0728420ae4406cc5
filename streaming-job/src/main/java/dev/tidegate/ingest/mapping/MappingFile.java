package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.csv.Columns;
import dev.tidegate.ingest.source.FileFormat;
import dev.tidegate.ingest.source.NamePattern;
import dev.tidegate.ingest.stream.Events;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.YamlException;
import dev.tidegate.ingest.yaml.YamlFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one mapping file. docs/mapping.md tells its keys. */
final class MappingFile {

    /** How the files of a stream are written. A stream's own file may have these keys, too. */
    static final List<String> KEYS = List.of(
            "files",
            "form",
            "delimiter",
            "quote",
            "escape",
            "comment",
            "encoding",
            "header",
            "names",
            "skip_lines",
            "decimal_point",
            "thousands",
            "currency_signs",
            "whole_numbers",
            "defaults",
            "time_format",
            "time_formats",
            "time_zone",
            "words",
            "null",
            "event_types",
            "accept",
            "refunds",
            "filter_others",
            "event_id_from",
            "event_id_namespace",
            "event_id_unique",
            "price_is");

    /** What only a file has that is a mapping and no more; {@code columns} is the older word for {@code headers}. */
    private static final List<String> OF_A_MAPPING = List.of("stream", "headers", "columns", "constants");

    private static final List<String> ALL =
            java.util.stream.Stream.concat(KEYS.stream(), OF_A_MAPPING.stream()).toList();

    private static final String ANY_NAME = "*";

    private final Entry top;
    private final Map<String, Entry> entries;
    private final Stream stream;
    private final boolean ofStream;

    private MappingFile(Entry top, Map<String, Entry> entries, Stream stream, boolean ofStream) {
        this.top = top;
        this.entries = entries;
        this.stream = stream;
        this.ofStream = ofStream;
    }

    /**
     * The mapping of a file that is one for this stream; empty where it is for another.
     *
     * @throws YamlException if it is no mapping
     */
    static Optional<Mapping> read(Path file, Stream stream) {
        Entry top = YamlFile.read(file, "a mapping");
        if (!stream(top).equals(stream.name())) {
            return Optional.empty();
        }
        Map<String, Entry> entries = top.entries(ALL);
        return Optional.of(new MappingFile(top, entries, stream, false).mapping());
    }

    /** The name of the stream for which a file is a mapping. */
    static String stream(Path file) {
        return stream(YamlFile.read(file, "a mapping"));
    }

    private static String stream(Entry top) {
        Entry named = top.entries().get("stream");
        return named == null ? Events.STREAM.name() : named.text();
    }

    /**
     * The mapping that a stream's own file holds; empty where it says nothing of how files are written.
     *
     * @throws YamlException if what it says is wrong
     */
    static Optional<Mapping> of(Stream stream, Entry top, Map<String, Entry> entries) {
        boolean severalHeaders = entries.containsKey("headers")
                && entries.get("headers").entries().values().stream().anyMatch(entry -> !entry.isText());
        return severalHeaders || KEYS.stream().anyMatch(entries::containsKey)
                ? Optional.of(new MappingFile(top, entries, stream, true).mapping())
                : Optional.empty();
    }

    private Mapping mapping() {
        MappedFraming framing = new MappedFraming(top, entries);
        Map<String, Entry> headers = ofStream ? headersOfStream() : headers();
        MappedColumns columns = new MappedColumns(
                stream,
                headers,
                ofStream ? Map.of() : columnsOf("constants"),
                entry("event_id_from").map(Entry::items).orElse(List.of()),
                entry("refunds").map(MappedRefunds::header));
        if (framing.isJson()) {
            headers.values().forEach(MappedColumns::refusePlace);
            columns.ofSource().asked().forEach(this::requirePath);
        }
        FileFormat format = new FileFormat(files(), framing.dialect(), columns.ofSource());
        return new Mapping(top.file(), format, new MappedValues(top, entries, stream, columns).format());
    }

    /** Those of the stream that are more than a name, which the stream has: by the name that it has. */
    private Map<String, Entry> headersOfStream() {
        Map<String, Entry> headers = new LinkedHashMap<>();
        entry("headers").map(Entry::entries).orElse(Map.of()).forEach((column, entry) -> {
            if (!entry.isText()) {
                headers.put(stream.column(column).header(), entry);
            }
        });
        return headers;
    }

    private Map<String, Entry> headers() {
        if (entries.containsKey("headers") && entries.containsKey("columns")) {
            throw entries.get("columns")
                    .wrong("columns is the older word for headers, and both are there: expected headers");
        }
        return columnsOf(entries.containsKey("headers") ? "headers" : "columns");
    }

    private void requirePath(String name) {
        try {
            Columns.requirePath(name);
        } catch (IllegalArgumentException e) {
            throw entry("headers")
                    .or(() -> entry("columns"))
                    .orElse(top)
                    .wrong("form: json_lines: " + e.getMessage(), e);
        }
    }

    private Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private Map<String, Entry> columnsOf(String key) {
        return entry(key).map(entry -> entry.entries(stream.headers())).orElse(Map.of());
    }

    private List<NamePattern> files() {
        if (ofStream && !entries.containsKey("files")) {
            return List.of(new NamePattern(ANY_NAME));
        }
        Entry files = entry("files")
                .orElseThrow(() -> top.wrong(
                        "the key files is missing: expected the names of the files it is for, such as shop-*.csv"));
        return files.items().stream().map(item -> item.as(NamePattern::new)).toList();
    }
}
