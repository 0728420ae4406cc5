package dev.tidegate.ingest.mapping;

import dev.tidegate.ingest.source.FileFormat;
import dev.tidegate.ingest.source.NamePattern;
import dev.tidegate.ingest.stream.Stream;
import dev.tidegate.ingest.yaml.Entry;
import dev.tidegate.ingest.yaml.YamlException;
import dev.tidegate.ingest.yaml.YamlFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one mapping file. docs/mapping.md tells its keys. */
final class MappingFile {

    private static final List<String> KEYS = List.of(
            "files",
            "delimiter",
            "quote",
            "encoding",
            "decimal_point",
            "time_format",
            "time_zone",
            "columns",
            "constants",
            "event_types",
            "event_id_from",
            "event_id_namespace");

    private final Entry top;
    private final Map<String, Entry> entries;

    private final Stream stream;

    private MappingFile(Entry top, Stream stream) {
        this.top = top;
        this.stream = stream;
        this.entries = top.entries(KEYS);
    }

    /** @throws YamlException if it is none */
    static Mapping read(Path file, Stream stream) {
        return new MappingFile(YamlFile.read(file, "a mapping"), stream).mapping();
    }

    private Mapping mapping() {
        MappedColumns columns = new MappedColumns(
                stream,
                columnsOf("columns"),
                columnsOf("constants"),
                entry("event_id_from").map(Entry::items).orElse(List.of()));
        FileFormat format = new FileFormat(files(), new MappedFraming(top, entries).dialect(), columns.ofSource());
        return new Mapping(top.file(), format, new MappedValues(top, entries, stream, columns).format());
    }

    private Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private Map<String, Entry> columnsOf(String key) {
        return entry(key).map(entry -> entry.entries(stream.headers())).orElse(Map.of());
    }

    private List<NamePattern> files() {
        Entry files = entry("files")
                .orElseThrow(() -> top.wrong(
                        "the key files is missing: expected the names of the files it is for, such as shop-*.csv"));
        return files.items().stream().map(item -> item.as(NamePattern::new)).toList();
    }
}
